import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { AttemptJob } from '../attempt/attempt-job.js';
import type { DeliveryState } from '../delivery/delivery-state.js';

/** Acknowledges a message of the stream; the part of a JetStream message that an in-flight event needs. */
export interface AckHandle {
  ack(): void;
  /** Asks for the message again, after a delay. */
  nak(delayMs?: number): void;
  /** Extends the deadline for the acknowledgement. */
  working(): void;
}

/** One delivery of an in-flight event. */
export interface FirstAttempt {
  job: AttemptJob;
  /** `planned`, `running`, or `decided`: the state to store is known. */
  phase: 'planned' | 'running' | 'decided';
  state: DeliveryState | null;
}

/** An event from the receipt of its message until it is stored. */
export interface InFlightEvent {
  event: DomainEvent;
  payload: Buffer;
  /** Revision of the routing projection that the deliveries were planned with. */
  plannedWith: number;
  /** `performance.now()` when its first message was received. */
  receivedAt: number;
  /** Ack handles of every message of this event. All are acknowledged: NATS accepts the acknowledgement of an earlier delivery, too. */
  ackHandles: AckHandle[];
  attempts: FirstAttempt[];
  /** Set when its rows are being written; after that no state in `attempts` changes. */
  recorded: Promise<void> | null;
}

/** Whether the state of every delivery of the event is known. */
export function isDecided(inFlightEvent: InFlightEvent): boolean {
  return inFlightEvent.attempts.every((attempt) => attempt.phase === 'decided');
}
