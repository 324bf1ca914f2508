import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { Delivery } from '../delivery/delivery.js';
import type { AttemptResult } from './attempt.js';
import type { RunningAttempt } from './attempt-sender.client.js';

/** What a job is about. */
export interface AttemptJobSpec {
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
export interface AttemptJob extends AttemptJobSpec {
  /** Its request while that runs, so that it can be ended. */
  running: RunningAttempt | null;
  /** It is not to start any more. */
  cancelled: boolean;
}

/**
 * What became of a job. `skipped`: the webhook is disabled or deleted. `held`: nothing was sent, look again after
 * `waitMs`. `done`: an attempt was made.
 */
export type AttemptJobResult =
  | { kind: 'skipped' }
  | { kind: 'deferred'; waitMs: number }
  | { kind: 'attempted'; result: AttemptResult; bodyHash: string | null };

/** A job that has not begun. */
export function newAttemptJob({ delivery, event, attempt, bodyHash, startBy }: AttemptJobSpec): AttemptJob {
  return { delivery, event, attempt, bodyHash, startBy, running: null, cancelled: false };
}

/** Ends a job, whether its request runs or is still to come. */
export function cancel(job: AttemptJob): void {
  job.cancelled = true;
  job.running?.cancel();
}
