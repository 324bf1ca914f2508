import { createHash } from 'node:crypto';

/** What makes a repeated request recognisable. */
export interface IdempotentRequest {
  /** The `Idempotency-Key` header, or null when the caller sent none. */
  key: string | null;
  /** Who asks: `key:<id>`, `visitor:<conversation id>`, or `anonymous`. */
  principal: string;
  /** Method and path, ids included. */
  route: string;
  /** SHA-256 of the body. */
  bodyHash: string;
}

/** An answer that can be given again. */
export interface Answer<Body> {
  status: number;
  body: Body;
}

/** The hash that tells whether a repeated key came with the same body. Object keys are compared in the order sent. */
export function hashBody(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('hex');
}

/** Header values that are accepted: 1 to 255 printable ASCII characters. */
export function isIdempotencyKey(value: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(value);
}
