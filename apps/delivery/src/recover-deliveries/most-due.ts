/** A recovery adds deliveries until this many of its webhook are due. So a new event of the webhook waits behind fewer than 500. */
const MAX_DUE = 500;
/** With a rate limit, what is due takes at most this time to send, in microseconds. */
const MAX_DUE_US = 10_000_000;

/**
 * How many deliveries of a webhook may be due while a recovery runs; at least one.
 *
 * @param rateIntervalUs time between two attempts, in microseconds; null without a rate limit
 */
export function mostDue(rateIntervalUs: number | null): number {
  if (rateIntervalUs === null) return MAX_DUE;
  return Math.max(1, Math.min(MAX_DUE, Math.floor(MAX_DUE_US / rateIntervalUs)));
}
