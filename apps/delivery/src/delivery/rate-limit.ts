/**
 * The rate limit of a webhook is the generic cell rate algorithm (ITU-T I.371, as used for ATM). Its state is one time in the row of the
 * webhook's queue, so it holds over all replicas: a claim locks this row.
 */

/** How much earlier than evenly spread an attempt may start, in milliseconds: as a burst, or to make up for a late claim. */
export const RATE_TOLERANCE_MS = 100;
/** A limited queue is due again when half of the tolerance is free, so that one claim starts several attempts of a high rate. */
export const RATE_RESUME_MS = RATE_TOLERANCE_MS / 2;

/**
 * How many attempts may start now.
 *
 * @param intervalUs time between two attempts of an even rate, in microseconds
 * @param resumesInMs milliseconds until the queue may start attempts again, 0 or less when it may; null when it was not limited before
 */
export function allowedNow(intervalUs: number, resumesInMs: number | null): number {
  if (resumesInMs !== null && resumesInMs > 0) return 0;
  const ahead = resumesInMs === null ? 0 : Math.max(0, resumesInMs + RATE_RESUME_MS);
  return Math.floor(((RATE_TOLERANCE_MS - ahead) * 1_000) / intervalUs) + 1;
}
