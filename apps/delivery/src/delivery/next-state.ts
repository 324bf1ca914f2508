import type { AttemptResult } from './attempt-result.js';
import { retryDelayMs } from './delivery.js';
import type { EndedState, WaitingState } from './delivery-state.js';

/**
 * The result of a task. `unanswered`: the request was sent, and a shutdown cancelled it before the response. Nothing is stored: the delivery
 * stays held until the lease of this replica ends, and is taken over like one of a replica that died.
 */
export type AttemptTaskResult = { kind: 'unanswered' } | AnsweredTaskResult;

/**
 * The result of a task that is stored. `skipped`: the webhook is disabled or deleted. `deferred`: nothing was sent; try again after
 * `waitMs` milliseconds. `attempted`: an attempt was made.
 */
export type AnsweredTaskResult =
  | { kind: 'skipped' }
  | { kind: 'deferred'; waitMs: number }
  | {
      kind: 'attempted';
      result: AttemptResult;
      bodyHash: string | null;
      /** Delays before the retries of the webhook as it was at the attempt, in seconds. */
      schedule: readonly number[];
    };

/** The counts of a delivery before a task. */
export interface AttemptCounts {
  attempts: number;
  retries: number;
  /** Attempts that ended with an internal error, since the schedule began. */
  internalErrors: number;
}

/**
 * An internal error does not count as a retry of the schedule. The delays after internal errors double from one minute to one
 * hour. After 20 of them (about 14 hours) the delivery fails, so that a defect here never keeps a delivery for ever.
 */
export const INTERNAL_ERROR_LIMIT = 20;
const INTERNAL_ERROR_FIRST_DELAY_MS = 60_000;
const INTERNAL_ERROR_LONGEST_DELAY_MS = 3_600_000;

/** The delay after one more internal error, in milliseconds; null when the delivery fails. */
function internalErrorDelayMs(before: number): number | null {
  if (before + 1 >= INTERNAL_ERROR_LIMIT) return null;
  return Math.min(INTERNAL_ERROR_FIRST_DELAY_MS * 2 ** before, INTERNAL_ERROR_LONGEST_DELAY_MS);
}

/**
 * The delivery's state after a task: delivered, failed, skipped, or pending (for a retry, or because the task was deferred).
 *
 * @param random 0 to 1, for the jitter of the retry
 */
export function nextState(
  before: AttemptCounts,
  taskResult: AnsweredTaskResult,
  random: number,
): WaitingState | EndedState {
  const { attempts, retries } = before;
  const without = { attempts, retries, heldBy: null, bodyHash: null, attempt: null };
  if (taskResult.kind === 'skipped') return { ...without, status: 'skipped', dueInMs: null };
  if (taskResult.kind === 'deferred')
    return { ...without, status: 'pending', dueInMs: Math.ceil(taskResult.waitMs) };

  const { result, bodyHash, schedule } = taskResult;
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
    case 'internal_error': {
      const delay = internalErrorDelayMs(before.internalErrors);
      return delay === null ? ended('failed') : waiting(retries, delay);
    }
    default: {
      if (result.command === 'abort-message') return ended('failed');
      const delay = retryDelayMs(schedule, retries, result.retryAfterMs, random);
      return delay === null ? ended('failed') : waiting(retries + 1, delay);
    }
  }
}
