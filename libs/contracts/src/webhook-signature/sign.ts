import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const PREFIX = 'whsec_';
const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
const NEW_SECRET_BYTES = 32;

/** A decoded secret. Printing or serialising it does not reveal the secret. */
export type SigningKey = KeyObject;

/** A new signing secret, `whsec_` and 32 random bytes in base64. */
export function generateSecret(): string {
  return PREFIX + randomBytes(NEW_SECRET_BYTES).toString('base64');
}

/**
 * Decodes a `whsec_` secret once, for many signatures. Throws TypeError, without the secret in it, unless it holds 24
 * to 64 bytes of base64 as Standard Webhooks asks.
 */
export function prepareSigningKey(secret: string): SigningKey {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  const bytes = Buffer.from(encoded, 'base64');
  // Node ignores characters that are not base64. A secret is valid only if it encodes back to the same text.
  const isBase64 = bytes.toString('base64') === encoded;
  if (!isBase64 || bytes.byteLength < MIN_SECRET_BYTES || bytes.byteLength > MAX_SECRET_BYTES) {
    throw new TypeError('a signing secret must be whsec_ and 24 to 64 bytes in base64');
  }
  return createSecretKey(bytes);
}

/**
 * The `webhook-signature` header of Standard Webhooks 1.0.0: one `v1,` HMAC-SHA256 for each key, separated by spaces.
 * `timestamp` is the `webhook-timestamp` header, in whole seconds since the Unix epoch; the body is signed in UTF-8.
 * Throws RangeError without a key, so no request is sent unsigned.
 */
export function signWebhook(
  keys: readonly SigningKey[],
  message: { id: string; timestamp: number; body: string },
): string {
  if (keys.length === 0) throw new RangeError('a webhook must be signed with at least one key');
  const signed = `${message.id}.${message.timestamp}.${message.body}`;
  return keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ');
}
