import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { CannotDecrypt, type KeyRing } from '@flowforge/sealing/key-ring';
import type { CustomHeaders } from './custom-headers.js';

/** Encrypts a signing secret for its webhook; delivery opens it at the same place. */
export function sealSecret(keyRing: KeyRing, webhookId: string, secret: string): string {
  return keyRing.encrypt(secret, webhookEncryptionContext(webhookId));
}

/** Encrypts custom headers for their webhook; null when there are none. */
export function sealHeaders(keyRing: KeyRing, webhookId: string, headers: CustomHeaders): string | null {
  if (Object.keys(headers).length === 0) return null;
  return keyRing.encrypt(JSON.stringify(headers), webhookEncryptionContext(webhookId));
}

/** @throws CannotDecrypt when the key ring lacks the key, or the text is no set of headers */
export function openHeaders(keyRing: KeyRing, webhookId: string, sealed: string | null): CustomHeaders {
  if (sealed === null) return {};
  const opened: unknown = JSON.parse(keyRing.decrypt(sealed, webhookEncryptionContext(webhookId)));
  if (!isHeaders(opened)) throw new CannotDecrypt('the sealed text holds no headers');
  return opened;
}

function isHeaders(value: unknown): value is CustomHeaders {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((entry) => typeof entry === 'string')
  );
}
