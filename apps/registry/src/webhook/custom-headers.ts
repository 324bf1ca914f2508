import { headerNameError, MAX_HEADERS } from '@flowforge/contracts/routing/header-name';
import type { FieldError } from '@flowforge/service-kit/http/problem';

/** Custom header values by name, in the spelling of the caller. */
export type CustomHeaders = Readonly<Record<string, string>>;

/** Replaces a header's value in responses. In a request it keeps the current value of that header. */
export const MASKED_VALUE = '********';

/** Visible ASCII, with spaces only between other characters: HTTP clients, proxies and servers forward it unchanged. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/;

/**
 * Reads and validates the `headers` of a request. A masked value is replaced by the value of the same header in `current`.
 *
 * @returns the valid headers, and the validation errors with the path of each field. An error message contains no value
 */
export function readHeaders(
  requested: Readonly<Record<string, unknown>>,
  current: CustomHeaders,
): { headers: CustomHeaders; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const currentValues = new Map(Object.entries(current).map(([name, value]) => [name.toLowerCase(), value]));
  const headers = new Map<string, [name: string, value: string]>();
  const entries = Object.entries(requested);
  if (entries.length > MAX_HEADERS) {
    errors.push({ field: 'headers', message: `must have at most ${MAX_HEADERS} headers` });
    return { headers: {}, errors };
  }
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    const newValue = value === MASKED_VALUE ? currentValues.get(lower) : value;
    const error = nameError(lower, headers) ?? valueError(newValue);
    if (error !== null) errors.push({ field: `headers.${name.slice(0, 100)}`, message: error });
    else if (typeof newValue === 'string') headers.set(lower, [name, newValue]);
  }
  return { headers: Object.fromEntries(headers.values()), errors };
}

/** True when both have the same names (compared without case) with the same values. */
export function sameHeaders(one: CustomHeaders, other: CustomHeaders): boolean {
  const normal = (headers: CustomHeaders): string =>
    JSON.stringify(
      Object.entries(headers)
        .map(([name, value]) => [name.toLowerCase(), value])
        .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
  return normal(one) === normal(other);
}

function nameError(lower: string, taken: ReadonlyMap<string, unknown>): string | null {
  return taken.has(lower) ? 'appears twice; header names are compared without case' : headerNameError(lower);
}

function valueError(value: unknown): string | null {
  if (value === undefined) return 'is masked, but this header has no current value: send the value itself';
  if (typeof value !== 'string') return 'must be a string';
  return VALUE.test(value)
    ? null
    : 'must be 1 to 4096 visible ASCII characters, without a space at the start or the end';
}
