import type { AttemptJobResult } from '../attempt/attempt-job.js';
import type { DeliveryState } from '../record/record.js';
import { type DeliveryStatus, retryDelayMs } from './delivery.js';

/** The counts of a delivery before a job. */
export interface Progress {
  attempts: number;
  retries: number;
}

/** Wait after an internal error, which uses up no retry of the schedule. */
const INTERNAL_ERROR_WAIT_MS = 60_000;

/**
 * The delivery's state after a job: delivered, failed, skipped, or pending (for a retry, or because the job was deferred).
 *
 * @param random 0 to 1, for the jitter of the retry
 */
export function nextState(before: Progress, end: AttemptJobResult, random: number): DeliveryState {
  const { attempts, retries } = before;
  if (end.kind === 'skipped') return still('skipped', before, null);
  if (end.kind === 'deferred') return still('pending', before, Math.ceil(end.waitMs));

  const { result, bodyHash } = end;
  const made = (status: DeliveryStatus, retriesMade: number, dueInMs: number | null): DeliveryState => ({
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
      return made('delivered', retries, null);
    case 'gone':
      return made('failed', retries, null);
    case 'internal_error':
      return made('pending', retries, INTERNAL_ERROR_WAIT_MS);
    default: {
      const delay = retryDelayMs(retries, result.retryAfterMs, random);
      return delay === null ? made('failed', retries, null) : made('pending', retries + 1, delay);
    }
  }
}

function still(status: DeliveryStatus, before: Progress, dueInMs: number | null): DeliveryState {
  const { attempts, retries } = before;
  return { status, attempts, retries, dueInMs, leaseId: null, bodyHash: null, attempt: null };
}
