import type { Outcome } from '../outcome/outcome.js';

/**
 * What the receiver asks for besides its status. `disable`: send nothing more to this webhook. `abort-message`: do not send this
 * event again.
 */
export type ReceiverCommand = 'disable' | 'abort-message';

/** How long the phases of an attempt took, in milliseconds; null for a phase that was not needed or not reached. */
export interface AttemptPhases {
  /** Name resolution; null with a connection that was open already, or an address instead of a name. */
  dnsMs: number | null;
  /** TCP; null with a connection that was open already. */
  connectMs: number | null;
  /** The TLS handshake. */
  tlsMs: number | null;
  /** From the start of the attempt to the headers of the first response, also an interim one. */
  firstByteMs: number | null;
}

/** The phases of an attempt and its whole time, in milliseconds. */
export interface AttemptTiming extends AttemptPhases {
  totalMs: number;
}

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
  /** Null when the receiver asked for nothing. `disable` also for a 410. */
  command: ReceiverCommand | null;
  startedAt: Date;
  durationMs: number;
  /** Null when no request was made. */
  timing: AttemptTiming | null;
  /**
   * Headers of the response to a failed attempt or a test event, as flat name, value pairs, at most 64 headers and 8 KiB; else null.
   */
  headers: string[] | null;
}

/** The result of an attempt that failed because of Flowforge, without a request. `detail` is shown to the tenant. */
export function internalError(detail: string, startedAt: Date): AttemptResult {
  return {
    outcome: 'internal_error',
    statusCode: null,
    detail,
    excerpt: null,
    retryAfterMs: null,
    command: null,
    startedAt,
    durationMs: 0,
    timing: null,
    headers: null,
  };
}

const MAX_HEADERS = 64;
const MAX_HEADER_CHARACTERS = 8 * 1024;

/** Headers as flat name, value pairs: those that fit into 64 headers and 8 KiB. */
export function boundedHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): string[] {
  const flat: string[] = [];
  let left = MAX_HEADER_CHARACTERS;
  for (const [name, values] of Object.entries(headers)) {
    for (const value of typeof values === 'string' ? [values] : (values ?? [])) {
      left -= name.length + value.length;
      if (left < 0 || flat.length === 2 * MAX_HEADERS) return flat;
      flat.push(name, value);
    }
  }
  return flat;
}

/** 410 Gone: the receiver wants no further requests. */
const GONE = 410;

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * What a response asks for, by its status and its header `webhook-delivery`. `disable` counts with every status: the receiver may
 * accept this event and want no further one. `abort-message` of a 2xx has no effect, because a delivered event is not sent again.
 * Other values are ignored.
 */
export function commandOf(status: number, header: string | undefined): ReceiverCommand | null {
  const value = header?.trim().toLowerCase();
  if (status === GONE || value === 'disable') return 'disable';
  return value === 'abort-message' && !isSuccess(status) ? value : null;
}

/** The outcome of a request that got a response. 2xx is success; 3xx is a failure and is not followed. */
export function outcomeOfResponse(status: number, command: ReceiverCommand | null): Outcome {
  if (isSuccess(status)) return 'delivered';
  return command === 'disable' ? 'gone' : 'endpoint_error';
}

/** The reason of a failure that its status alone does not show; null without one. */
export function detailOfResponse(status: number, command: ReceiverCommand | null): string | null {
  return isSuccess(status) || command === null || status === GONE
    ? null
    : `the endpoint answered with webhook-delivery: ${command}`;
}

/** The milliseconds of a `Retry-After` header: seconds or an HTTP date (RFC 9110 §10.2.3); null when it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
