import { Webhook } from 'standardwebhooks';

/** The most secrets the receiver keeps; the one told first goes first. */
const MOST_SECRETS = 1_000;

/** The secrets a receiver knows, and whether one of them signed a request. */
export class Verification {
  private readonly verifiers = new Map<string, Webhook>();

  /** Throws if it is no secret that the standardwebhooks package takes. */
  learn(secret: string): void {
    this.putLast(secret, new Webhook(secret));
    for (const oldest of this.verifiers.keys()) {
      if (this.verifiers.size <= MOST_SECRETS) return;
      this.verifiers.delete(oldest);
    }
  }

  /** Those it knows, the one used last at the end. */
  get secrets(): string[] {
    return [...this.verifiers.keys()];
  }

  /** Checks signature and time of exactly this body. The secret that fitted last is tried first. */
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

  private putLast(secret: string, verifier: Webhook): void {
    this.verifiers.delete(secret);
    this.verifiers.set(secret, verifier);
  }
}
