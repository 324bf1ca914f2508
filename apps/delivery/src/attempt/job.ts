import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { Delivery } from '../delivery/delivery.js';
import type { AttemptResult } from './attempt.js';
import type { RunningAttempt } from './attempt-sender.client.js';

/** What a job is about. */
export interface Task {
  readonly delivery: Delivery;
  readonly event: DomainEvent;
  /** 1 for the first. */
  readonly attempt: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  readonly bodyHash: string | null;
  /** `performance.now()` until which it may start: later, too little is left of its lease. */
  readonly startBy: number;
}

/** A delivery whose turn it is. */
export interface Job extends Task {
  /** Its request while that runs, so that it can be ended. */
  running: RunningAttempt | null;
  /** It is not to start any more. */
  givenUp: boolean;
}

/**
 * What became of a job. `skipped`: the webhook is disabled or deleted. `held`: nothing was sent, look again after
 * `waitMs`. `done`: an attempt was made.
 */
export type JobEnd =
  | { kind: 'skipped' }
  | { kind: 'held'; waitMs: number }
  | { kind: 'done'; result: AttemptResult; bodyHash: string | null };

/** A job that has not begun. */
export function jobOf({ delivery, event, attempt, bodyHash, startBy }: Task): Job {
  return { delivery, event, attempt, bodyHash, startBy, running: null, givenUp: false };
}

/** Ends a job, whether its request runs or is still to come. */
export function giveUp(job: Job): void {
  job.givenUp = true;
  job.running?.giveUp();
}
