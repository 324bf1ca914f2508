import { LRUCache } from 'lru-cache';
import { Problem } from '../http/problem.js';
import { TokenBuckets } from '../http/token-buckets.js';
import type { Identity } from './caller.js';
import { clientNetwork } from './client-network.js';

/** Limit of look-ups of unknown keys for one client network. */
export const UNKNOWN_KEYS = { perSecond: 10, burst: 50 } as const;
/** Cache of valid keys: number of keys, and time since the last successful look-up, in milliseconds. */
const VALID_KEYS = { max: 10_000, ttl: 600_000 } as const;

/**
 * Limits how many unknown api keys are looked up for one client network, so that random keys cannot flood the registry. A key
 * that was valid within the last ten minutes is not limited, so that other clients in its network cannot block it.
 */
export class UnknownKeyLimit {
  private readonly lookUps = new TokenBuckets(UNKNOWN_KEYS);
  private readonly validKeys = new LRUCache<string, true>(VALID_KEYS);

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Runs `lookUp` within the limit of `ip`. Only a look-up that finds no key counts, not one that fails.
   *
   * @throws Problem 429 `too_many_requests` with `retry-after` when the limit is reached
   */
  async run(ip: string, keyHash: string, lookUp: () => Promise<Identity | null>): Promise<Identity | null> {
    if (this.validKeys.has(keyHash)) {
      const caller = await lookUp();
      if (caller === null) this.validKeys.delete(keyHash);
      return caller;
    }
    const client = clientNetwork(ip);
    // Counted before the look-up, so that concurrent look-ups are limited, too.
    const seconds = this.lookUps.take(client, this.now());
    if (seconds > 0) {
      throw tooManyUnknownKeys(seconds);
    }
    try {
      const caller = await lookUp();
      if (caller === null) return null;
      this.validKeys.set(keyHash, true);
      this.lookUps.giveBack(client, this.now());
      return caller;
    } catch (error) {
      this.lookUps.giveBack(client, this.now());
      throw error;
    }
  }
}

/** 429: the limit is reached. The client may try again after `seconds`. */
export function tooManyUnknownKeys(seconds: number): Problem {
  return new Problem(
    429,
    'too_many_requests',
    `Too many requests with unknown api keys came from your address. Try again in ${seconds} s.`,
    undefined,
    { 'retry-after': String(seconds) },
  );
}
