import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { AttemptJob } from '../attempt/attempt-job.js';
import type { DeliveryState } from '../record/record.js';

/** How a message of the stream is answered; the part of a JetStream message that an inFlightEvent needs. */
export interface AckHandle {
  ack(): void;
  nak(delayMs?: number): void;
  working(): void;
}

/** One delivery of an inFlightEvent while its message is the ackHandle. */
export interface FirstAttempt {
  job: AttemptJob;
  /** `waiting` for a slot, `running`, or `decided`: its state is known. */
  phase: 'waiting' | 'running' | 'decided';
  state: DeliveryState | null;
}

/** An event from its message's inFlightEvent until it is written down. */
export interface InFlightEvent {
  event: DomainEvent;
  payload: Buffer;
  plannedWith: number;
  /** `performance.now()` of the inFlightEvent. */
  receivedAt: number;
  /** Every message that brought it; an answer to an earlier one still counts. */
  ackHandles: AckHandle[];
  attempts: FirstAttempt[];
  /** Set once its rows are being written; nothing is decided by then that is not in them. */
  recorded: Promise<void> | null;
}

/** Whether the state of every delivery of the inFlightEvent is known. */
export function isDecided(inFlightEvent: InFlightEvent): boolean {
  return inFlightEvent.attempts.every((attempt) => attempt.phase === 'decided');
}
