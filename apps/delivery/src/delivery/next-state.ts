import type { AttemptJobResult } from '../attempt/attempt-job.js';
import type { DeliveryState } from '../record/record.js';
import { type DeliveryStatus, retryDelayMs } from './delivery.js';

/** The counts of a delivery before a job. */
export interface Progress {
  attempts: number;
  retries: number;
}

/** Delay after an internal error, in milliseconds. An internal error does not count as a retry of the schedule. */
const INTERNAL_ERROR_WAIT_MS = 60_000;

/**
 * The delivery's state after a job: delivered, failed, skipped, or pending (for a retry, or because the job was deferred).
 *
 * @param random 0 to 1, for the jitter of the retry
 */
export function nextState(before: Progress, jobResult: AttemptJobResult, random: number): DeliveryState {
  const { attempts, retries } = before;
  if (jobResult.kind === 'skipped') return withoutAttempt('skipped', before, null);
  if (jobResult.kind === 'deferred') return withoutAttempt('pending', before, Math.ceil(jobResult.waitMs));

  const { result, bodyHash } = jobResult;
  const withAttempt = (
    status: DeliveryStatus,
    retriesMade: number,
    dueInMs: number | null,
  ): DeliveryState => ({
    status,
    attempts: attempts + 1,
    retries: retriesMade,
    dueInMs,
    leaseId: null,
    bodyHash,
    attempt: result,
  });
  switch (result.outcome) {
    case 'delivered':
      return withAttempt('delivered', retries, null);
    case 'gone':
      return withAttempt('failed', retries, null);
    case 'internal_error':
      return withAttempt('pending', retries, INTERNAL_ERROR_WAIT_MS);
    default: {
      const delay = retryDelayMs(retries, result.retryAfterMs, random);
      return delay === null
        ? withAttempt('failed', retries, null)
        : withAttempt('pending', retries + 1, delay);
    }
  }
}

function withoutAttempt(status: DeliveryStatus, before: Progress, dueInMs: number | null): DeliveryState {
  const { attempts, retries } = before;
  return { status, attempts, retries, dueInMs, leaseId: null, bodyHash: null, attempt: null };
}
