/** Lengths of a bucket. */
export const BUCKETS = ['hour', 'day'] as const;
export type BucketLength = (typeof BUCKETS)[number];

const HOUR_MS = 3_600_000;
const LENGTH_MS: Record<BucketLength, number> = { hour: HOUR_MS, day: 24 * HOUR_MS };
/** Buckets of the default time span, and of the longest one. */
const DEFAULT_BUCKETS: Record<BucketLength, number> = { hour: 24, day: 30 };
const MAX_BUCKETS: Record<BucketLength, number> = { hour: 31 * 24, day: 400 };

/** Starts of the buckets, in Unix milliseconds, ascending; `end` is the end of the last one. */
export interface TimeSpan {
  starts: number[];
  end: number;
}

/**
 * The buckets of a time span; `error` names the field that is wrong. Times are Unix milliseconds.
 *
 * @param to the bucket that contains it is the last one
 */
export function timeSpanOf(
  bucket: BucketLength,
  from: number | undefined,
  to: number,
): TimeSpan | { field: 'from' | 'to'; message: string } {
  const length = LENGTH_MS[bucket];
  const beginning = from ?? to - DEFAULT_BUCKETS[bucket] * length;
  if (beginning >= to) return { field: 'to', message: 'must be later than `from`' };
  const first = Math.floor(beginning / length) * length;
  const end = Math.ceil(to / length) * length;
  const count = (end - first) / length;
  // One more than the longest span: it may begin and end within a bucket.
  if (count > MAX_BUCKETS[bucket] + 1) {
    return { field: 'from', message: `must be at most ${MAX_BUCKETS[bucket]} ${bucket}s before \`to\`` };
  }
  return { starts: Array.from({ length: count }, (_, index) => first + index * length), end };
}
