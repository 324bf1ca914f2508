/** How fast one client may go. */
export interface Rate {
  perSecond: number;
  /** Requests at once after a pause. */
  burst: number;
}

interface Bucket {
  tokens: number;
  /** When `tokens` was right, in milliseconds of the caller's clock. */
  at: number;
}

/** Clients that are remembered; the one that was silent longest is forgotten first. */
const CAPACITY = 20_000;

/** A token bucket for each client. Time is given in, in milliseconds of any clock that never goes back. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly rate: Rate) {}

  /** Takes one token of `client`'s. @returns 0, or after how many whole seconds there will be one */
  take(client: string, now: number): number {
    const bucket = this.refilled(client, now);
    this.buckets.delete(client);
    this.buckets.set(client, bucket);
    if (this.buckets.size > CAPACITY) this.forgetOldest();
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / this.rate.perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  private refilled(client: string, now: number): Bucket {
    const known = this.buckets.get(client);
    if (!known) return { tokens: this.rate.burst, at: now };
    const gained = (Math.max(0, now - known.at) / 1_000) * this.rate.perSecond;
    return { tokens: Math.min(this.rate.burst, known.tokens + gained), at: now };
  }

  private forgetOldest(): void {
    for (const oldest of this.buckets.keys()) {
      this.buckets.delete(oldest);
      return;
    }
  }
}
