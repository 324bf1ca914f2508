import type { Failure } from '../api/failure.js';

/** What follows when a message was not sent. */
export type SendingStep =
  | { kind: 'retry'; afterMs: number }
  /** Until the device is online. */
  | { kind: 'wait' }
  /** The visitor decides. */
  | { kind: 'fail' }
  | { kind: 'end'; end: 'closed' | 'expired' };

/** Waits before the second and the third try, in milliseconds. */
const WAITS_MS = [800, 2_500];

/**
 * @param failures tries of this message in a row that failed, 1 or more
 * @param isOnline whether the device has a network
 */
export function sendingStep(failure: Failure, failures: number, isOnline: boolean): SendingStep {
  if (failure.kind === 'closed' || failure.kind === 'expired') return { kind: 'end', end: failure.kind };
  if (failure.kind !== 'unreachable') return { kind: 'fail' };
  if (!isOnline) return { kind: 'wait' };
  const pause = WAITS_MS[failures - 1];
  return pause === undefined
    ? { kind: 'fail' }
    : { kind: 'retry', afterMs: Math.max(pause, failure.retryAfterMs ?? 0) };
}
