import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { AttemptJob } from '../attempt/attempt-job.js';
import type { DeliveryState } from '../record/record.js';

/** How a message of the stream is answered; the part of a JetStream message that an arrival needs. */
export interface Lease {
  ack(): void;
  nak(delayMs?: number): void;
  working(): void;
}

/** One delivery of an arrival while its message is the lease. */
export interface FirstAttempt {
  job: AttemptJob;
  /** `waiting` for a slot, `running`, or `decided`: its state is known. */
  phase: 'waiting' | 'running' | 'decided';
  state: DeliveryState | null;
}

/** An event from its message's arrival until it is written down. */
export interface Arrival {
  event: DomainEvent;
  payload: Buffer;
  plannedWith: number;
  /** `performance.now()` of the arrival. */
  arrivedAt: number;
  /** Every message that brought it; an answer to an earlier one still counts. */
  leases: Lease[];
  attempts: FirstAttempt[];
  /** Set once its rows are being written; nothing is decided by then that is not in them. */
  recorded: Promise<void> | null;
}

/** Whether the state of every delivery of the arrival is known. */
export function isDecided(arrival: Arrival): boolean {
  return arrival.attempts.every((attempt) => attempt.phase === 'decided');
}
