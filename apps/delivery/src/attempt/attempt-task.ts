import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { Delivery } from '../delivery/delivery.js';
import type { AttemptCause } from '../trace/attempt-span.client.js';

/** The input of an attempt. */
export interface AttemptTaskSpec {
  readonly delivery: Delivery;
  readonly event: DomainEvent;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  readonly bodyHash: string | null;
  /** Generation of the circuit whose probe this is; null for an attempt while the circuit is closed. */
  readonly probeGeneration: number | null;
  /** Called just before the first byte is sent: whether this process still owns the delivery. */
  readonly mayStart: () => boolean;
  /** What caused it in a trace; null when it is not traced. */
  readonly cause?: AttemptCause | null;
}

/** One attempt to make. */
export interface AttemptTask extends Omit<AttemptTaskSpec, 'cause'> {
  /** The wait for a fresh view, then the request: what a cancel ends. Null when neither is going on. */
  running: { cancel(): void } | null;
  /** The span of the attempt after its end; before it, what caused it. Null when it is not traced. */
  trace: AttemptCause | null;
  /** True after `cancel`: the attempt must not start. */
  cancelled: boolean;
}

/** Creates a task that has not started. */
export function newAttemptTask(spec: AttemptTaskSpec): AttemptTask {
  const { delivery, event, attempt, bodyHash, probeGeneration, mayStart, cause = null } = spec;
  return {
    delivery,
    event,
    attempt,
    bodyHash,
    probeGeneration,
    mayStart,
    trace: cause,
    running: null,
    cancelled: false,
  };
}

/** Cancels a task, whether its request runs, or has not started and waits for a fresh view. */
export function cancel(task: AttemptTask): void {
  task.cancelled = true;
  task.running?.cancel();
}
