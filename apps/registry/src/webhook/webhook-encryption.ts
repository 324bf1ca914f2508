import { isDeepStrictEqual } from 'node:util';
import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { CannotDecrypt, type KeyRing } from '@flowforge/encryption/key-ring';
import type { CustomHeaders } from './custom-headers.js';
import type { Webhook } from './webhook.js';

/** Encrypts a signing secret for its webhook. Delivery decrypts it with the same encryption context. */
export function encryptSecret(keyRing: KeyRing, webhookId: string, secret: string): string {
  return keyRing.encrypt(secret, webhookEncryptionContext(webhookId));
}

/** Encrypts custom headers for their webhook; null when there are none. */
export function encryptHeaders(keyRing: KeyRing, webhookId: string, headers: CustomHeaders): string | null {
  if (Object.keys(headers).length === 0) return null;
  return keyRing.encrypt(JSON.stringify(headers), webhookEncryptionContext(webhookId));
}

/**
 * Decrypts the custom headers of a webhook; null gives no headers.
 *
 * @throws CannotDecrypt when the key is not in the key ring, the text was changed, or it does not contain headers
 */
export function decryptHeaders(keyRing: KeyRing, webhookId: string, encrypted: string | null): CustomHeaders {
  if (encrypted === null) return {};
  const headers: unknown = JSON.parse(keyRing.decrypt(encrypted, webhookEncryptionContext(webhookId)));
  if (!isHeaders(headers)) throw new CannotDecrypt('the encrypted text does not contain headers');
  return headers;
}

/**
 * The secrets and custom headers of a webhook, encrypted with the current key of the ring.
 *
 * @returns null when they are that already
 * @throws CannotDecrypt when one of them was encrypted with a key that is not in the ring
 */
export function reencrypted(
  keyRing: KeyRing,
  webhook: Pick<Webhook, 'id' | 'secrets' | 'encryptedHeaders'>,
): Pick<Webhook, 'secrets' | 'encryptedHeaders'> | null {
  const again = (text: string): string => keyRing.reencrypt(text, webhookEncryptionContext(webhook.id));
  const changed = {
    secrets: webhook.secrets.map((secret) => ({ ...secret, sealed: again(secret.sealed) })),
    encryptedHeaders: webhook.encryptedHeaders === null ? null : again(webhook.encryptedHeaders),
  };
  return isDeepStrictEqual(changed, { secrets: webhook.secrets, encryptedHeaders: webhook.encryptedHeaders })
    ? null
    : changed;
}

function isHeaders(value: unknown): value is CustomHeaders {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((entry) => typeof entry === 'string')
  );
}
