import type { FieldError } from '@flowforge/service-kit/http/problem';

/** Custom headers by name, spelled as given. */
export type CustomHeaders = Readonly<Record<string, string>>;

/** What a header's value is shown as; sent back, it means "as it was". */
export const MASKED_VALUE = '********';

const MOST_HEADERS = 20;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
/** Visible ASCII, with blanks only inside: what every HTTP client and server passes on unchanged. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/;

/** Names that belong to the request itself, to its signature, or to the connection. */
const RESERVED_PREFIXES = ['webhook-', 'flowforge-', 'content-', 'proxy-'];
const RESERVED_NAMES = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'user-agent',
  'accept-encoding',
  'traceparent',
  'tracestate',
  // The body parser drops this name silently, so it is refused with a reason instead.
  'constructor',
]);

/**
 * Reads the `headers` of a request. A masked value keeps the value that `current` has under the same name.
 *
 * @returns the headers, or every validation error with the path of its field; never a value
 */
export function readHeaders(
  asked: Readonly<Record<string, unknown>>,
  current: CustomHeaders,
): { headers: CustomHeaders; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const kept = new Map(Object.entries(current).map(([name, value]) => [name.toLowerCase(), value]));
  const headers = new Map<string, [name: string, value: string]>();
  const entries = Object.entries(asked);
  if (entries.length > MOST_HEADERS) {
    errors.push({ field: 'headers', message: `may hold at most ${MOST_HEADERS} headers` });
    return { headers: {}, errors };
  }
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    const real = value === MASKED_VALUE ? kept.get(lower) : value;
    const error = nameError(lower, headers) ?? valueError(real);
    if (error !== null) errors.push({ field: `headers.${name.slice(0, 100)}`, message: error });
    else if (typeof real === 'string') headers.set(lower, [name, real]);
  }
  return { headers: Object.fromEntries(headers.values()), errors };
}

/** True when both hold the same names, whatever their case, with the same values. */
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
  if (!NAME.test(lower)) return 'is not a header name: letters, digits and "-", "_", ".", at most 100';
  if (taken.has(lower)) return 'is given twice';
  const reserved = RESERVED_NAMES.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix));
  return reserved ? 'is set by Flowforge itself' : null;
}

function valueError(value: unknown): string | null {
  if (value === undefined) return 'is masked, and there is no value to keep: send the value';
  if (typeof value !== 'string') return 'must be a text';
  return VALUE.test(value) ? null : 'must be 1 to 4096 visible ASCII characters, without blanks at its ends';
}
