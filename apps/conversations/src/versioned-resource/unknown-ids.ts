import type { FieldError } from '@flowforge/service-kit/http/problem';

/** The validation error for ids in a body that are not of this workspace; none for an empty list. */
export function unknownIds(field: string, noun: string, missing: readonly string[]): FieldError[] {
  if (missing.length === 0) return [];
  return [{ field, message: `there is no ${noun} with this id in this workspace: ${missing.join(', ')}` }];
}
