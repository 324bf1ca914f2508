import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { Span } from '@flowforge/tracing/spans';
import { type AttemptTask, newAttemptTask } from '../attempt/attempt-task.js';
import { deliveryOf } from '../delivery/delivery.js';
import type { DeliveryState, WaitingState } from '../delivery/delivery-state.js';
import type { Target } from '../routing/routing.js';

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
  task: AttemptTask;
  /** `planned`, `running`, or `decided`: the state to store is known. */
  phase: 'planned' | 'running' | 'decided';
  state: DeliveryState | null;
}

/** A new event before it is planned. */
export interface ArrivedEvent {
  event: DomainEvent;
  payload: Buffer;
  /** For an event that may have been sent before: how its deliveries are stored, and then sent from the queues; else null. */
  storedAs: WaitingState | null;
  /** `performance.now()` when its first message was received. */
  receivedAt: number;
  ackHandles: AckHandle[];
  /** Ends when the event is stored; null when it is not traced. */
  span: Span | null;
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
  span: Span | null;
  /** Set when its rows are being written; after that no state in `attempts` changes. */
  recorded: Promise<void> | null;
}

/**
 * The event with its deliveries, none of which has started.
 *
 * @param plannedWith revision of the routing that the targets are from
 * @param mayStart called just before the first byte of an attempt is sent: whether this process still owns it
 */
export function planned(
  { event, payload, receivedAt, ackHandles, span }: ArrivedEvent,
  targets: readonly Target[],
  plannedWith: number,
  mayStart: (attempt: FirstAttempt) => boolean,
): InFlightEvent {
  const attempts = targets.map((target) => {
    const attempt: FirstAttempt = {
      task: newAttemptTask({
        delivery: deliveryOf(event, target),
        event,
        attempt: 1,
        bodyHash: null,
        probeGeneration: null,
        mayStart: () => mayStart(attempt),
        cause: span,
      }),
      phase: 'planned',
      state: null,
    };
    return attempt;
  });
  return { event, payload, plannedWith, receivedAt, ackHandles, attempts, span, recorded: null };
}

/** Whether the state of every delivery of the event is known. */
export function isDecided(inFlightEvent: InFlightEvent): boolean {
  return inFlightEvent.attempts.every((attempt) => attempt.phase === 'decided');
}
