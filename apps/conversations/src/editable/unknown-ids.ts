import type { FieldError } from '@flowforge/service-kit/http/problem';

/** The complaint about ids in a body that are not of this workspace; none for an empty list. */
export function unknownIds(field: string, what: string, missing: readonly string[]): FieldError[] {
  if (missing.length === 0) return [];
  return [{ field, message: `names no ${what} of this workspace: ${missing.join(', ')}` }];
}
