import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { Delivery } from '../delivery/delivery.js';
import type { AttemptResult } from './attempt.js';
import type { RunningAttempt } from './attempt-sender.client.js';

/** What an attempt needs to know of its delivery. */
export interface AttemptJobSpec {
  readonly delivery: Delivery;
  readonly event: DomainEvent;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  readonly bodyHash: string | null;
  /** `performance.now()` of the latest start; later its lease could end before the attempt does. */
  readonly startBy: number;
}

/** One attempt that is to be made. */
export interface AttemptJob extends AttemptJobSpec {
  /** The request while it runs, so that it can be cancelled. */
  running: RunningAttempt | null;
  /** True when it must not start any more. */
  cancelled: boolean;
}

/**
 * The result of a job. `skipped`: the webhook is disabled or deleted. `deferred`: nothing was sent; try again after
 * `waitMs` milliseconds. `attempted`: an attempt was made.
 */
export type AttemptJobResult =
  | { kind: 'skipped' }
  | { kind: 'deferred'; waitMs: number }
  | { kind: 'attempted'; result: AttemptResult; bodyHash: string | null };

/** A job that has not started. */
export function newAttemptJob({ delivery, event, attempt, bodyHash, startBy }: AttemptJobSpec): AttemptJob {
  return { delivery, event, attempt, bodyHash, startBy, running: null, cancelled: false };
}

/** Cancels a job, whether its request runs or has not started. */
export function cancel(job: AttemptJob): void {
  job.cancelled = true;
  job.running?.cancel();
}
