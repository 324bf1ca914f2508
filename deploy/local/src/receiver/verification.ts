import { Webhook } from 'standardwebhooks';
import type { NotVerified } from './received.js';

/** Number of secrets that are kept. Above it the one whose last use is longest ago is removed. */
const MAX_SECRETS = 1_000;

/** Number of paths that are kept; the oldest ones are removed. */
const MAX_PATHS = 1_000;

/** Signing secrets, and the check whether one of them signed a request. */
export class Verification {
  private readonly verifiers = new Map<string, Webhook>();
  /** Paths on which a known secret has signed a request. */
  private readonly knownPaths = new Set<string>();

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

  /** Whether a known secret signed exactly this body, and the timestamp is recent. Tries the most recently used secret first. */
  isSigned(body: Buffer | string, headers: Record<string, string>): boolean {
    for (const [secret, verifier] of [...this.verifiers].reverse()) {
      try {
        verifier.verify(body, headers, { jsonParse: false });
      } catch {
        continue;
      }
      this.putLast(secret, verifier);
      return true;
    }
    return false;
  }

  /** Null when a known secret signed the request to this path; else why it is not verified. */
  check(path: string, body: Buffer, headers: Record<string, string>): NotVerified | null {
    if (headers['webhook-signature'] === undefined) return 'no_signature';
    if (!this.isSigned(body, headers)) return this.knownPaths.has(path) ? 'wrong_signature' : 'no_secret';
    this.knownPaths.add(path);
    for (const oldest of this.knownPaths) {
      if (this.knownPaths.size <= MAX_PATHS) break;
      this.knownPaths.delete(oldest);
    }
    return null;
  }

  private putLast(secret: string, verifier: Webhook): void {
    this.verifiers.delete(secret);
    this.verifiers.set(secret, verifier);
  }
}
