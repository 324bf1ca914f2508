import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { AttemptResult } from './attempt-result.js';
import type { Delivery } from './delivery.js';

/** What every state of a delivery has: its counts, and its last attempt. */
interface CommonState {
  /** Attempts made so far, with the one that runs. */
  attempts: number;
  /** Number of retries of the schedule made so far. */
  retries: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before that. */
  bodyHash: string | null;
  /** The attempt that was just made, counted in `attempts`; null when none was. */
  attempt: AttemptResult | null;
}

/** Waits in the queue of its webhook for its next attempt. */
export interface WaitingState extends CommonState {
  status: 'pending';
  /** When the attempt is due, in milliseconds from the write. */
  dueInMs: number;
  heldBy: null;
}

/** An attempt runs. */
export interface StartedState extends CommonState {
  status: 'pending';
  dueInMs: null;
  /** Epoch of the replica that makes the attempt. */
  heldBy: number;
}

/** Nothing more is sent. */
export interface EndedState extends CommonState {
  status: 'delivered' | 'failed' | 'skipped';
  dueInMs: null;
  heldBy: null;
}

/** What the row of a delivery stores. */
export type DeliveryState = WaitingState | StartedState | EndedState;

/** A new event with its deliveries, to be stored before its message is acknowledged. */
export interface NewEventRecord {
  event: DomainEvent;
  /** The event's bytes as received. */
  payload: Buffer;
  /** Revision of the routing projection that the deliveries were planned with. */
  plannedWith: number;
  /** The trace context that is stored with the event; null when it is not traced. */
  traceparent?: string | null;
  deliveries: { delivery: Delivery; state: DeliveryState }[];
}

/** Result of a started delivery, to be stored. */
export interface EndedAttempt {
  workspaceId: string;
  eventId: string;
  webhookId: string;
  /** The epoch that started it, and the number of the attempt that it started. */
  heldBy: number;
  startedAttempt: number;
  /** The due time of the delivery when the attempt was started, as text. A deferred delivery gets the same attempt number again, but a later time. */
  startedDueAt: string;
  conversationId: string;
  /** Whether the delivery is known to keep the order of its conversation: the next delivery may start when this one has ended. */
  isOrdered: boolean;
  /** Time that the attempt took of the rate limit of its webhook although nothing was sent, in microseconds; else null. It is given back. */
  unusedRateUs: number | null;
  state: WaitingState | EndedState;
}

/** A delivery without an attempt that is due at once. */
export const DUE_NOW: WaitingState = {
  status: 'pending',
  attempts: 0,
  retries: 0,
  dueInMs: 0,
  heldBy: null,
  bodyHash: null,
  attempt: null,
};

/** The due time of a first attempt that is stored while it runs: before everything that waits. */
export const STARTED_FIRST = '-infinity';

/** Due at once, like `DUE_NOW`, after attempts whose results are not stored: they keep their numbers. */
export function dueNowAfter(attempts: number): WaitingState {
  return { ...DUE_NOW, attempts };
}

/** The state of a first attempt that runs, of an event that is stored before it ends. */
export function firstAttemptHeldBy(epoch: number): StartedState {
  return {
    status: 'pending',
    attempts: 1,
    retries: 0,
    dueInMs: null,
    heldBy: epoch,
    bodyHash: null,
    attempt: null,
  };
}
