import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { AttemptResult } from '../attempt/attempt.js';
import type { Delivery, DeliveryStatus } from '../delivery/delivery.js';

/** The state of a delivery to store, after an attempt or without one. */
export interface DeliveryState {
  status: DeliveryStatus;
  /** Attempts made so far. */
  attempts: number;
  /** Number of retries of the schedule made so far. */
  retries: number;
  /** When it is due next, in milliseconds from the write; null when the status is final. */
  dueInMs: number | null;
  /** Id of the lease while an attempt runs; null otherwise. */
  leaseId: string | null;
  /** SHA-256 of the body as first sent, in hexadecimal; null before that. */
  bodyHash: string | null;
  /** The attempt that was just made, counted in `attempts`; null when none was. */
  attempt: AttemptResult | null;
}

/** A new event with its deliveries, to be stored before its message is acknowledged. */
export interface NewEventRecord {
  event: DomainEvent;
  /** The event's bytes as received. */
  payload: Buffer;
  /** Revision of the routing projection that the deliveries were planned with. */
  plannedWith: number;
  deliveries: { delivery: Delivery; state: DeliveryState }[];
}

/** The new state of a delivery whose row was leased. It is written only if the row still has this lease id. */
export interface LeasedRecord {
  workspaceId: string;
  eventId: string;
  webhookId: string;
  leaseId: string;
  state: DeliveryState;
}

/** A delivery without an attempt that is due at once. */
export const DUE_NOW: DeliveryState = {
  status: 'pending',
  attempts: 0,
  retries: 0,
  dueInMs: 0,
  leaseId: null,
  bodyHash: null,
  attempt: null,
};
