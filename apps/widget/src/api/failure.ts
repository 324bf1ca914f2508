import type { FieldError } from './types.js';

/** Why a request did not succeed, by what the widget does next. */
export type Failure =
  /**
   * No answer, or the server cannot answer now. The same request may succeed later. `isUnread`: the page got no answer from the API.
   * Perhaps there was one that it may not read.
   */
  | { kind: 'unreachable'; retryAfterMs: number | null; isUnread?: true }
  /** The conversation is closed or full. */
  | { kind: 'closed' }
  /** The visitor token is not valid any more. */
  | { kind: 'expired' }
  | { kind: 'invalid'; errors: FieldError[] }
  /** The same request can never succeed. */
  | { kind: 'refused'; status: number; code: string };

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

const FIELD_PREFIX = 'field_values.';
/** A server may ask for a longer wait. Nobody waits so long in a chat. */
const RETRY_AFTER_MAX_MS = 60_000;

/**
 * The failure that an answer means.
 *
 * @param body the parsed body, of any shape: a proxy may answer instead of the API
 * @param retryAfter the header `Retry-After`, in seconds
 */
export function failureOf(status: number, body: unknown, retryAfter: string | null): Failure {
  const problem = isRecord(body) ? body : {};
  const code = typeof problem['code'] === 'string' ? problem['code'] : '';
  if (status === 409 && (code === 'conversation_closed' || code === 'conversation_full')) {
    return { kind: 'closed' };
  }
  if (status === 401 || (status === 404 && code === 'conversation_not_found')) return { kind: 'expired' };
  if (status === 422 && Array.isArray(problem['errors'])) {
    return { kind: 'invalid', errors: problem['errors'].flatMap(fieldErrorOf) };
  }
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return { kind: 'unreachable', retryAfterMs: retryAfterMs(retryAfter) };
  }
  return { kind: 'refused', status, code };
}

function fieldErrorOf(entry: unknown): FieldError[] {
  if (!isRecord(entry)) return [];
  const { field, message } = entry;
  if (typeof field !== 'string' || typeof message !== 'string') return [];
  return [{ field: field.startsWith(FIELD_PREFIX) ? field.slice(FIELD_PREFIX.length) : null, message }];
}

function retryAfterMs(header: string | null): number | null {
  const seconds = header === null || header.trim() === '' ? Number.NaN : Number(header);
  return seconds >= 0 ? Math.min(seconds * 1_000, RETRY_AFTER_MAX_MS) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
