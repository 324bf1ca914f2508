import type { Instant } from '@flowforge/contracts/time';
import { fromMicros, toMicros } from '@flowforge/contracts/time';

/** One signing secret of a webhook, in the form of the JSON column `secrets`. */
export interface SigningSecret {
  /** The secret, encrypted with the encryption context of the webhook. */
  sealed: string;
  created_at: Instant;
  /** When the secret stops signing; null when it does not expire. */
  expires_at: Instant | null;
}

/** Maximum number of secrets that are valid at the same time. Each one adds a signature to every request. */
export const MAX_LIVE_SECRETS = 5;

/** The secrets that have not expired at `now`, newest first. */
export function liveSecrets(secrets: readonly SigningSecret[], now: Instant): SigningSecret[] {
  return secrets.filter((secret) => secret.expires_at === null || secret.expires_at > now);
}

/**
 * Adds a new secret as the first one. The others expire after `overlapSeconds`, or earlier if they were to expire earlier.
 * Expired secrets are removed.
 *
 * @param encrypted the new secret, encrypted
 * @returns null when more than `MAX_LIVE_SECRETS` secrets would be valid
 */
export function rotateSecrets(
  secrets: readonly SigningSecret[],
  encrypted: string,
  now: Instant,
  overlapSeconds: number,
): SigningSecret[] | null {
  const end = fromMicros(toMicros(now) + overlapSeconds * 1_000_000);
  const older = secrets.map((secret) => ({
    ...secret,
    expires_at: secret.expires_at !== null && secret.expires_at < end ? secret.expires_at : end,
  }));
  const rotated = liveSecrets([{ sealed: encrypted, created_at: now, expires_at: null }, ...older], now);
  return rotated.length > MAX_LIVE_SECRETS ? null : rotated;
}
