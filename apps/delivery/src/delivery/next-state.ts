import type { JobEnd } from '../attempt/attempt-runner.service.js';
import type { DeliveryState } from '../record/record.js';
import { retryDelayMs } from './delivery.js';

/** How far a delivery had come before a job. */
export interface Progress {
  attempts: number;
  retries: number;
}

/** An internal error costs no attempt of the schedule; it is looked at again after this. */
const INTERNAL_ERROR_WAIT_MS = 60_000;

/**
 * The delivery's state after a job, pure: delivered, failed for good, waiting for a retry, skipped, or held back.
 *
 * @param random 0 to 1, for the jitter of the retry
 */
export function nextState(before: Progress, end: JobEnd, random: number): DeliveryState {
  const still = { ...before, leaseId: null, bodyHash: null, lastOutcome: null, attempt: null };
  if (end.kind === 'skipped') return { ...still, status: 'skipped', dueInMs: null };
  if (end.kind === 'held') return { ...still, status: 'pending', dueInMs: Math.ceil(end.waitMs) };

  const { result, bodyHash } = end;
  const attempts = before.attempts + 1;
  const made = {
    attempts,
    leaseId: null,
    bodyHash,
    lastOutcome: result.outcome,
    attempt: { attempt: attempts, result },
  };
  switch (result.outcome) {
    case 'delivered':
      return { ...made, retries: before.retries, status: 'delivered', dueInMs: null };
    case 'aborted':
      return { ...made, retries: before.retries, status: 'failed', dueInMs: null };
    case 'internal_error':
      return { ...made, retries: before.retries, status: 'pending', dueInMs: INTERNAL_ERROR_WAIT_MS };
    default: {
      const delay = retryDelayMs(before.retries, result.retryAfterMs, random);
      if (delay === null) return { ...made, retries: before.retries, status: 'failed', dueInMs: null };
      return { ...made, retries: before.retries + 1, status: 'pending', dueInMs: delay };
    }
  }
}
