import type { Instant } from '@flowforge/contracts/time';
import { fromMicros, toMicros } from '@flowforge/contracts/time';

/** One signing secret of a webhook, encrypted for the webhook's sealing place. Spelled as it is stored. */
export interface SigningSecret {
  sealed: string;
  created_at: Instant;
  /** From then on it signs no more; null: for good. */
  expires_at: Instant | null;
}

/** So many secrets sign at once at most: each costs every request a signature. */
export const MOST_LIVE_SECRETS = 5;

/** The secrets that sign at `now`, newest first. */
export function liveSecrets(secrets: readonly SigningSecret[], now: Instant): SigningSecret[] {
  return secrets.filter((secret) => secret.expires_at === null || secret.expires_at > now);
}

/**
 * Puts a new secret first. The others sign for another `overlapSeconds` at most, and never longer than they were to anyway.
 *
 * @returns null when more secrets than `MOST_LIVE_SECRETS` would sign
 */
export function rotateSecrets(
  secrets: readonly SigningSecret[],
  sealed: string,
  now: Instant,
  overlapSeconds: number,
): SigningSecret[] | null {
  const end = fromMicros(toMicros(now) + overlapSeconds * 1_000_000);
  const older = secrets.map((secret) => ({
    ...secret,
    expires_at: secret.expires_at !== null && secret.expires_at < end ? secret.expires_at : end,
  }));
  const rotated = liveSecrets([{ sealed, created_at: now, expires_at: null }, ...older], now);
  return rotated.length > MOST_LIVE_SECRETS ? null : rotated;
}
