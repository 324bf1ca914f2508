import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { Delivery } from '../delivery/delivery.js';
import type { AttemptResult } from './attempt.js';
import type { RunningAttempt } from './attempt-sender.client.js';

/** The input of an attempt. */
export interface AttemptJobSpec {
  readonly delivery: Delivery;
  readonly event: DomainEvent;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  readonly bodyHash: string | null;
  /** Latest start, in `performance.now()` milliseconds. An attempt that starts later could outlive its lease. */
  readonly startBy: number;
}

/** One attempt to make. */
export interface AttemptJob extends AttemptJobSpec {
  /** The request while it runs, so that it can be cancelled. */
  running: RunningAttempt | null;
  /** True after `cancel`: the attempt must not start. */
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

/** Creates a job that has not started. */
export function newAttemptJob({ delivery, event, attempt, bodyHash, startBy }: AttemptJobSpec): AttemptJob {
  return { delivery, event, attempt, bodyHash, startBy, running: null, cancelled: false };
}

/** Cancels a job, whether its request runs or has not started. */
export function cancel(job: AttemptJob): void {
  job.cancelled = true;
  job.running?.cancel();
}
