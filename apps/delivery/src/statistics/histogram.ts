/** Number of buckets. */
export const BUCKETS = 99;

/** Upper bounds of the buckets, in milliseconds: each is a quarter larger than the one before, from 1 ms to more than 30 days. */
const BOUNDS: readonly number[] = Array.from(
  { length: BUCKETS },
  (_, index) => Math.round(1.25 ** index * 100) / 100,
);

/** The bucket of a duration in milliseconds; the last one has no upper bound. */
export function bucketOf(ms: number): number {
  if (ms <= 1) return 0;
  return Math.min(Math.ceil(Math.log(ms) / Math.log(1.25) - 1e-9), BOUNDS.length - 1);
}

/**
 * The duration in whole milliseconds that `share` (0 to 1) of all durations do not exceed, by the upper bound of its bucket: at most a
 * quarter too high. Null without durations.
 *
 * @param counts number of durations, by bucket
 */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= total * share) return Math.ceil(BOUNDS[bucket] ?? 0);
  }
  return null;
}
