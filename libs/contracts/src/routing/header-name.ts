const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/** Prefixes of headers that belong to the request itself, its signature or the connection. */
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
  // The body parser removes a property of this name without an error, so it is refused here with an error.
  'constructor',
]);

/** Custom headers that a webhook has at most. */
export const MAX_HEADERS = 20;

/** What is wrong with the name of a custom header; null when nothing is. */
export function headerNameError(name: string): string | null {
  const lower = name.toLowerCase();
  if (!NAME.test(lower)) return 'must be a header name of at most 100 letters, digits, "-", "_" and "."';
  const isReserved =
    RESERVED_NAMES.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix));
  return isReserved ? 'is set by Flowforge itself' : null;
}
