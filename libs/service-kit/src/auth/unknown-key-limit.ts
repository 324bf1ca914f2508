import { LRUCache } from 'lru-cache';
import { Problem } from '../http/problem.js';
import { TokenBuckets } from '../http/token-buckets.js';
import type { Caller } from './caller.js';
import { clientNetwork } from './client-network.js';

/** Look-ups of unknown keys that one client network may cause. */
export const UNKNOWN_KEYS = { perSecond: 10, burst: 50 } as const;
/** Keys that are remembered as valid, and for how long after their last success, in milliseconds. */
const VALID_KEYS = { max: 10_000, ttl: 600_000 } as const;

/**
 * Limits how many unknown api keys are looked up for one client network, so that random keys cannot flood the registry. A key
 * that was valid a short while ago is never limited: others in the same network cannot lock it out.
 */
export class UnknownKeyLimit {
  private readonly lookUps = new TokenBuckets(UNKNOWN_KEYS);
  private readonly validKeys = new LRUCache<string, true>(VALID_KEYS);

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Runs `lookUp` within the limit of `ip`.
   *
   * @throws Problem 429 `too_many_requests` with `retry-after` when the limit is reached
   */
  async run(ip: string, keyHash: string, lookUp: () => Promise<Caller | null>): Promise<Caller | null> {
    if (this.validKeys.has(keyHash)) {
      const caller = await lookUp();
      if (caller === null) this.validKeys.delete(keyHash);
      return caller;
    }
    const client = clientNetwork(ip);
    // Taken before the look-up, so that many at once are limited too.
    const seconds = this.lookUps.take(client, this.now());
    if (seconds > 0) {
      throw tooManyUnknownKeys(seconds);
    }
    const caller = await lookUp();
    if (caller !== null) {
      this.validKeys.set(keyHash, true);
      this.lookUps.giveBack(client, this.now());
    }
    return caller;
  }
}

/** 429: the limit of an address is reached for so many seconds. */
export function tooManyUnknownKeys(seconds: number): Problem {
  return new Problem(
    429,
    'too_many_requests',
    `Too many requests with unknown api keys came from your address. Try again in ${seconds} s.`,
    undefined,
    { 'retry-after': String(seconds) },
  );
}
