import { LRUCache } from 'lru-cache';

/** How many requests one client may send. */
export interface Rate {
  perSecond: number;
  /** Requests at once after a pause. */
  burst: number;
}

interface Bucket {
  tokens: number;
  /** Time of the last refill, in milliseconds of the caller's clock. */
  refilledAt: number;
}

/** Clients in the table. Beyond that, the least recently seen one is evicted, and starts with a full bucket when it returns. */
const CAPACITY = 20_000;

/** One token bucket per client. Times are passed in, in milliseconds of any clock. */
export class TokenBuckets {
  private readonly buckets = new LRUCache<string, Bucket>({ max: CAPACITY });

  constructor(private readonly rate: Rate) {}

  /** Takes one token from the client's bucket. @returns 0, or the whole seconds until there is a token */
  take(client: string, now: number): number {
    const bucket = this.refilled(client, now);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / this.rate.perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  /** Returns a token that `take` took. */
  giveBack(client: string, now: number): void {
    const bucket = this.refilled(client, now);
    bucket.tokens = Math.min(this.rate.burst, bucket.tokens + 1);
  }

  private refilled(client: string, now: number): Bucket {
    const { perSecond, burst } = this.rate;
    const bucket = this.buckets.get(client) ?? { tokens: burst, refilledAt: now };
    // A clock that goes back refills nothing.
    const gained = (Math.max(0, now - bucket.refilledAt) / 1_000) * perSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + gained);
    bucket.refilledAt = now;
    this.buckets.set(client, bucket);
    return bucket;
  }
}
