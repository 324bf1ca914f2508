import { LRUCache } from 'lru-cache';

const FIRST_MS = 60_000;
/** A training that does not end in time keeps the thread busy for two minutes, so its delay grows by this factor each time. */
const GROWTH = 4;
const LONGEST_MS = 3_600_000;
/** Versions whose missed deadlines are counted; the least recently counted are forgotten first. */
const COUNTED_AT_MOST = 1_000;

/** How long a failed training waits for its next try. */
export class RetryDelays {
  private readonly missedDeadlines = new LRUCache<string, number>({ max: COUNTED_AT_MOST });

  /**
   * Call it once for each failure.
   *
   * @param version of the intents, from `intentsVersion`
   * @returns milliseconds: one minute, and after each missed deadline of the same version four times as long, one hour at most
   */
  after(version: string, reason: string): number {
    if (reason !== 'deadline') return FIRST_MS;
    const missed = this.missedDeadlines.get(version) ?? 0;
    this.missedDeadlines.set(version, missed + 1);
    return Math.min(FIRST_MS * GROWTH ** missed, LONGEST_MS);
  }
}
