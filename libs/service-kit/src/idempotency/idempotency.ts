import { createHash } from 'node:crypto';
import { conflict, Problem } from '../http/problem.js';

/** Identifies a repeated request, together with its principal. */
export interface IdempotencyRequest {
  /** The `Idempotency-Key` header, or null when there is none. */
  key: string | null;
  /** Method and path, ids included: `POST /v1/webhooks`. */
  route: string;
  /** SHA-256 of the body, in lower-case hex. */
  bodyHash: string;
  /** Hours that the answer is stored. */
  keepHours: number;
}

/** An answer that can be stored and returned again. */
export interface Answer<Body> {
  /** HTTP status. */
  status: number;
  /** Must survive `JSON.stringify` and `JSON.parse` unchanged. */
  body: Body;
}

/** SHA-256 of a request body, in lower-case hex. The order of the keys matters. */
export function hashBody(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('hex');
}

/** Whether a header value is valid: 1 to 255 printable ASCII characters without spaces. */
export function isIdempotencyKey(value: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(value);
}

/** 409: the first request with this key is still running. */
export function keyInFlight(): Problem {
  return conflict(
    'idempotency_key_in_flight',
    'The first request with this Idempotency-Key is still running. Wait for it, then repeat the request.',
  );
}

/** 422: the key was used with another body before. */
export function keyReused(): Problem {
  return new Problem(
    422,
    'idempotency_key_reused',
    'This Idempotency-Key was used with another body before. Use a new key for a new request.',
    [{ field: 'Idempotency-Key', message: 'was used with another body' }],
  );
}
