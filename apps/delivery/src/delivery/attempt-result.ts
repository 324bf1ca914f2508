/** How an attempt ended: a closed set. Only `internal_error` is a failure of Flowforge. */
export const OUTCOMES = [
  'delivered',
  'endpoint_error',
  'endpoint_timeout',
  'connection',
  'dns',
  'tls',
  'blocked',
  'gone',
  'internal_error',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The result of one HTTP request. */
export interface AttemptResult {
  outcome: Outcome;
  /** HTTP status; null without a response. */
  statusCode: number | null;
  /** Short reason of the failure; it contains no secret. Null on success. */
  detail: string | null;
  /** The first bytes of the response body; null when there are none. */
  excerpt: Buffer | null;
  /** The wait that the receiver asked for in `Retry-After`, in milliseconds; null without one. */
  retryAfterMs: number | null;
  startedAt: Date;
  durationMs: number;
}

/** 410 Gone: the receiver wants no further requests. */
const GONE = 410;

/** The outcome of a request that got a response. 2xx is success; 3xx is a failure and is not followed. */
export function outcomeOfStatus(status: number): Outcome {
  if (status >= 200 && status < 300) return 'delivered';
  return status === GONE ? 'gone' : 'endpoint_error';
}

/** The current name of a stored outcome. An older release stores `gone` as `aborted`, and may run at the same time as this one. */
export function outcomeOfStored(stored: string): string {
  return stored === 'aborted' ? 'gone' : stored;
}

/** Thrown when an address may not be contacted. */
export class BlockedAddress extends Error {
  override readonly name = 'BlockedAddress';
}

/** Thrown when an attempt took longer than allowed. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
]);
const DNS_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA', 'ESERVFAIL']);
const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const ENDPOINT_CODES = /^(HPE_|UND_ERR_RES|UND_ERR_RESPONSE|UND_ERR_HEADERS_OVERFLOW)/;
/** The name of undici's error for a response that is not HTTP; its code is not always set. */
const NO_HTTP = 'HTTPParserError';
const TLS_CODES =
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_PURPOSE|ERR_OSSL)/;

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}

/** The outcome of a request without a complete response, and a short reason of the failure. */
export function outcomeOfError(error: Error): { outcome: Outcome; detail: string } {
  const code = codeOf(error);
  if (error instanceof BlockedAddress) return { outcome: 'blocked', detail: error.message };
  if (error instanceof AttemptTimeout) return { outcome: 'endpoint_timeout', detail: error.message };
  if (TIMEOUT_CODES.has(code)) return { outcome: 'endpoint_timeout', detail: code };
  if (DNS_CODES.has(code)) return { outcome: 'dns', detail: code };
  if (TLS_CODES.test(code)) return { outcome: 'tls', detail: code };
  if (CONNECTION_CODES.has(code)) return { outcome: 'connection', detail: code };
  if (error.name === NO_HTTP)
    return { outcome: 'endpoint_error', detail: code || 'the response is not HTTP' };
  if (ENDPOINT_CODES.test(code)) return { outcome: 'endpoint_error', detail: code };
  // When a host has several addresses, Node puts one error for each address into an AggregateError.
  if (error instanceof AggregateError) {
    const [first] = error.errors;
    if (first instanceof Error) return outcomeOfError(first);
  }
  return { outcome: 'internal_error', detail: code || error.name };
}

/** The milliseconds of a `Retry-After` header: seconds or an HTTP date (RFC 9110 §10.2.3); null when it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
