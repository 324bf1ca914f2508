import { type AttemptResult } from './attempt-result.js';
import type { DeliveryState } from './delivery-state.js';
import { outcomeOfStored } from '../outcome/outcome.js';

/**
 * Why a delivery failed. `retries_used_up`: the last retry of the schedule failed. `gone`: the endpoint wants nothing more. `aborted`: the
 * endpoint wants this event no more. `internal_errors`: too many failures on our side, or a result that
 * the database refused.
 */
export const FAILURE_REASONS = ['retries_used_up', 'gone', 'aborted', 'internal_errors'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** The reason of a delivery that has failed with its last attempt; null when it has not failed. */
export function failureReasonOf({
  status,
  attempt,
}: Pick<DeliveryState, 'status' | 'attempt'>): FailureReason | null {
  if (status !== 'failed') return null;
  return isAborted(attempt) ? 'aborted' : failureReasonOfOutcome(attempt?.outcome ?? null);
}

/** The reason of a failed delivery by the stored outcome of its last attempt, for one that was stored without a reason. */
export function failureReasonOfOutcome(outcome: string | null): FailureReason {
  const known = outcome === null ? null : outcomeOfStored(outcome);
  if (known === 'gone') return 'gone';
  return known === 'internal_error' ? 'internal_errors' : 'retries_used_up';
}

function isAborted(attempt: AttemptResult | null): boolean {
  return attempt?.command === 'abort-message';
}
