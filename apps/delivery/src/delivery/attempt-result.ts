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

/**
 * What the receiver asks for besides its status. `disable`: send nothing more to this webhook. `abort-message`: do not send this
 * event again.
 */
export type ReceiverCommand = 'disable' | 'abort-message';

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

/** The current name of a stored outcome. An older release stores `gone` as `aborted`, and may run at the same time as this one. */
export function outcomeOfStored(stored: string): string {
  return stored === 'aborted' ? 'gone' : stored;
}

/** The milliseconds of a `Retry-After` header: seconds or an HTTP date (RFC 9110 §10.2.3); null when it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
