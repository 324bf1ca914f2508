import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A new visitor token: 256 random bits, which is what makes a plain hash of it safe to store. */
export function newVisitorToken(): string {
  return `ffv_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/** The form in which a token is stored. */
export function hashVisitorToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
