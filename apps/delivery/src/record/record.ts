import type { DomainEvent } from '@flowforge/contracts/events/event';
import type { AttemptResult } from '../attempt/attempt.js';
import type { Delivery, DeliveryStatus } from '../delivery/delivery.js';

/** How a delivery stands after its attempt, or without one. */
export interface DeliveryState {
  status: DeliveryStatus;
  /** Attempts made so far. */
  attempts: number;
  /** Of these, retries by the schedule. */
  retries: number;
  /** When to look at it next, in milliseconds from the write; null when done. */
  dueInMs: number | null;
  leaseId: string | null;
  /** SHA-256 of the body as first sent, in hexadecimal. */
  bodyHash: string | null;
  /** The attempt that was made now, the last one counted; null when none was. */
  attempt: AttemptResult | null;
}

/** A new event with its deliveries, as they stand when its message is to be acknowledged. */
export interface NewEventRecord {
  event: DomainEvent;
  /** The frozen bytes that came. */
  payload: Buffer;
  /** Revision of the routing projection that the deliveries were planned with. */
  plannedWith: number;
  deliveries: { delivery: Delivery; state: DeliveryState }[];
}

/** The new state of a delivery whose row was leased; written only while the lease is still held. */
export interface LeasedRecord {
  workspaceId: string;
  eventId: string;
  webhookId: string;
  leaseId: string;
  state: DeliveryState;
}

/** A delivery that nothing was tried for yet. */
export const DUE_NOW: DeliveryState = {
  status: 'pending',
  attempts: 0,
  retries: 0,
  dueInMs: 0,
  leaseId: null,
  bodyHash: null,
  attempt: null,
};
