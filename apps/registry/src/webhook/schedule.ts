import { SCHEDULE_BOUNDS } from '@flowforge/contracts/routing/webhook-settings';

/**
 * The validation error of a retry schedule whose delays are valid one by one; null for a valid one.
 *
 * @param schedule delays before the retries, in seconds
 */
export function scheduleError(schedule: readonly number[]): string | null {
  const total = schedule.reduce((sum, delay) => sum + delay, 0);
  return total > SCHEDULE_BOUNDS.maxTotal
    ? `must have delays of at most ${SCHEDULE_BOUNDS.maxTotal} seconds (14 days) in total`
    : null;
}
