import { Injectable } from '@nestjs/common';
import { clientNetwork } from '@flowforge/service-kit/auth/client-network';
import { Problem } from '@flowforge/service-kit/http/problem';
import { TokenBuckets } from '@flowforge/service-kit/http/token-buckets';

/** Checks of unknown tokens for one client network. */
const RATE = { perSecond: 10, burst: 50 };

/**
 * Limits how many unknown tokens one client network can have checked, so that random tokens cannot flood the registry. Each process
 * counts for itself: it bounds what the registry gets from this process. Tries to sign in are counted by the registry, for all.
 */
@Injectable()
export class UnknownSessionLimit {
  private readonly checks = new TokenBuckets(RATE);

  /**
   * Runs `check` within the limit. Only a check that finds no session counts.
   *
   * @throws Problem 429 `too_many_requests` with `retry-after`
   */
  async run<Found>(ip: string, check: () => Promise<Found | null>): Promise<Found | null> {
    const network = clientNetwork(ip);
    // Counted before the check, so that concurrent checks are limited too.
    const seconds = this.checks.take(network, performance.now());
    if (seconds > 0) throw tooManyUnknownSessions(seconds);
    let found: Found | null | undefined;
    try {
      found = await check();
      return found;
    } finally {
      if (found !== null) this.checks.giveBack(network, performance.now());
    }
  }
}

function tooManyUnknownSessions(seconds: number): Problem {
  return new Problem(
    429,
    'too_many_requests',
    `Too many requests with unknown sessions came from your address. Try again in ${seconds} s.`,
    undefined,
    { 'retry-after': String(seconds) },
  );
}
