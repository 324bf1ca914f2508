import type { AttemptResult } from './attempt-result.js';
import { retryDelayMs } from './delivery.js';
import type { EndedState, WaitingState } from './delivery-state.js';

/**
 * The result of a job. `skipped`: the webhook is disabled or deleted. `deferred`: nothing was sent; try again after
 * `waitMs` milliseconds. `attempted`: an attempt was made.
 */
export type AttemptJobResult =
  | { kind: 'skipped' }
  | { kind: 'deferred'; waitMs: number }
  | { kind: 'attempted'; result: AttemptResult; bodyHash: string | null };

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
export function nextState(
  before: Progress,
  jobResult: AttemptJobResult,
  random: number,
): WaitingState | EndedState {
  const { attempts, retries } = before;
  const without = { attempts, retries, heldBy: null, bodyHash: null, attempt: null };
  if (jobResult.kind === 'skipped') return { ...without, status: 'skipped', dueInMs: null };
  if (jobResult.kind === 'deferred')
    return { ...without, status: 'pending', dueInMs: Math.ceil(jobResult.waitMs) };

  const { result, bodyHash } = jobResult;
  // No spread operator here: objects that are created with it survive more garbage collections (docs/performance.md).
  const waiting = (retriesMade: number, dueInMs: number): WaitingState => ({
    status: 'pending',
    attempts: attempts + 1,
    retries: retriesMade,
    dueInMs,
    heldBy: null,
    bodyHash,
    attempt: result,
  });
  const ended = (status: EndedState['status']): EndedState => ({
    status,
    attempts: attempts + 1,
    retries,
    dueInMs: null,
    heldBy: null,
    bodyHash,
    attempt: result,
  });
  switch (result.outcome) {
    case 'delivered':
      return ended('delivered');
    case 'gone':
      return ended('failed');
    case 'internal_error':
      return waiting(retries, INTERNAL_ERROR_WAIT_MS);
    default: {
      const delay = retryDelayMs(retries, result.retryAfterMs, random);
      return delay === null ? ended('failed') : waiting(retries + 1, delay);
    }
  }
}
