import { Webhook } from 'standardwebhooks';

/** Number of secrets that are kept. Above it the one whose last use is longest ago is removed. */
const MAX_SECRETS = 1_000;

/** A timestamp may differ from the time of arrival by this many seconds, as in the package standardwebhooks. */
const TOLERANCE_S = 5 * 60;

/**
 * Why a request is not verified; the first that applies:
 * - `no_signature`: it has no header `webhook-signature`
 * - `missing_header`: it has no `webhook-id` or no `webhook-timestamp`
 * - `invalid_timestamp`: `webhook-timestamp` is not a whole number of seconds
 * - `no_secret`: the receiver has no secret at all
 * - `wrong_signature`: none of its secrets made the signature, so the secret of this webhook is missing, or the request was changed
 * - `old_timestamp`, `future_timestamp`: the signature is right, but the request was signed more than 5 minutes before or after its arrival
 */
export type NotVerified =
  | 'no_signature'
  | 'missing_header'
  | 'invalid_timestamp'
  | 'no_secret'
  | 'wrong_signature'
  | 'old_timestamp'
  | 'future_timestamp';

/** A request whose signature is checked. */
export interface SignedRequest {
  /** The bytes as text. */
  body: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Time of arrival. */
  receivedAt: Date;
}

/** Signing secrets, and the check whether one of them signed a request. */
export class Verification {
  private readonly verifiers = new Map<string, Webhook>();

  /** Throws when the secret is not valid for the package standardwebhooks. */
  addSecret(secret: string): void {
    this.putLast(secret, new Webhook(secret));
    for (const oldest of this.verifiers.keys()) {
      if (this.verifiers.size <= MAX_SECRETS) return;
      this.verifiers.delete(oldest);
    }
  }

  /** All secrets; the most recently used one is the last. */
  get secrets(): string[] {
    return [...this.verifiers.keys()];
  }

  /**
   * Null when a known secret signed exactly this body, not long before it arrived; else why it is not verified. The time of arrival
   * counts, so a request of an hour ago can be checked with a secret that is added now.
   */
  check({ body, headers, receivedAt }: SignedRequest): NotVerified | null {
    const signature = headers['webhook-signature'];
    const id = headers['webhook-id'];
    const timestamp = headers['webhook-timestamp'];
    if (!signature) return 'no_signature';
    if (!id || !timestamp) return 'missing_header';
    if (!/^\d{1,12}$/.test(timestamp)) return 'invalid_timestamp';
    if (this.verifiers.size === 0) return 'no_secret';
    const signedAt = new Date(Number(timestamp) * 1_000);
    if (!this.isSigned(signature.split(' '), id, signedAt, body)) return 'wrong_signature';
    const ageS = Math.floor(receivedAt.getTime() / 1_000) - Number(timestamp);
    if (ageS > TOLERANCE_S) return 'old_timestamp';
    return ageS < -TOLERANCE_S ? 'future_timestamp' : null;
  }

  /** Whether a known secret makes one of these signatures. Tries the most recently used secret first. */
  private isSigned(signatures: string[], id: string, signedAt: Date, body: string): boolean {
    for (const [secret, verifier] of [...this.verifiers].reverse()) {
      if (!signatures.includes(verifier.sign(id, signedAt, body))) continue;
      this.putLast(secret, verifier);
      return true;
    }
    return false;
  }

  private putLast(secret: string, verifier: Webhook): void {
    this.verifiers.delete(secret);
    this.verifiers.set(secret, verifier);
  }
}
