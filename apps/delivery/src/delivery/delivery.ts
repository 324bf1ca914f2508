import { hash } from 'node:crypto';
import type { DomainEvent } from '@flowforge/contracts/events/event';
import { RETRY_JITTER } from '@flowforge/contracts/routing/webhook-settings';
import type { EventType, PayloadVersion } from '@flowforge/contracts/words';
import type { Target } from '../routing/routing.js';

/** The statuses of a delivery that the API shows. `in_flight` is a pending delivery with a running attempt. The last three are final. */
export const DELIVERY_STATUSES = ['pending', 'in_flight', 'delivered', 'failed', 'skipped'] as const;

/**
 * What a recovery needs to know of a delivery. `pending`: it waits for a time to come, so it can be sent earlier.
 * `cannot_be_sent_earlier`: it runs, is due, or waits for its order.
 */
export type StatusBeforeRecovery =
  | Exclude<(typeof DELIVERY_STATUSES)[number], 'in_flight'>
  | 'cannot_be_sent_earlier';

/** One event for one webhook. */
export interface Delivery {
  /** Derived from the ids of the event and the webhook, so planning the same delivery again gives the same id. */
  id: string;
  eventId: string;
  webhookId: string;
  workspaceId: string;
  conversationId: string;
  eventType: EventType;
  payloadVersion: PayloadVersion;
  /** Number of the event in its conversation, if the delivery keeps the order of the conversation; else null. */
  orderSeq: number | null;
}

/** The delivery of a received event to a target. Its id follows from both, so planning it again makes the same one. */
export function deliveryOf(event: DomainEvent, target: Target): Delivery {
  const { id, type, workspace_id: workspaceId, conversation_id: conversationId } = event;
  return plannedDelivery(
    { id, type, workspaceId, conversationId, conversationSeq: event.conversation_seq },
    target,
  );
}

/** The delivery of a stored event to a target. */
export function plannedDelivery(
  event: {
    id: string;
    type: EventType;
    workspaceId: string;
    conversationId: string;
    conversationSeq: number;
  },
  target: Target,
): Delivery {
  return {
    id: deliveryIdOf(event.id, target.webhookId),
    eventId: event.id,
    webhookId: target.webhookId,
    workspaceId: event.workspaceId,
    conversationId: event.conversationId,
    eventType: event.type,
    payloadVersion: target.payloadVersion,
    orderSeq: target.isOrdered === true ? event.conversationSeq : null,
  };
}

/**
 * The id of the delivery of an event to a webhook: a UUIDv7 with the event's own time and, in place of random bits, a
 * hash of both ids. Planning the same delivery twice, in two processes, gives the same id.
 */
export function deliveryIdOf(eventId: string, webhookId: string): string {
  const digest = hash('sha256', `${eventId}/${webhookId}`);
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${eventId.slice(0, 13)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}

/** The longest wait that a receiver can ask for with `Retry-After`. */
const RETRY_AFTER_LIMIT_MS = 3_600_000;

/** Delays in seconds as a text for the API description, such as `5 s, 30 s and 2 min`. */
export function scheduleText(schedule: readonly number[]): string {
  const texts = schedule.map((seconds) => {
    if (seconds < 60) return `${seconds} s`;
    return seconds < 3_600 ? `${seconds / 60} min` : `${seconds / 3_600} h`;
  });
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

/**
 * The delay before the next attempt after a failed one, in milliseconds; null when all retries are used.
 *
 * @param schedule delays before the retries of this webhook, in seconds
 * @param retries number of retries already made: 0 after the first attempt
 * @param retryAfterMs the wait that the receiver asked for with `Retry-After`, or null
 * @param random 0 to 1, for the jitter: deliveries that failed together are not retried at the same moment
 */
export function retryDelayMs(
  schedule: readonly number[],
  retries: number,
  retryAfterMs: number | null,
  random: number,
): number | null {
  const delay = schedule[retries];
  if (delay === undefined) return null;
  const spread = delay * 1_000 * (1 + RETRY_JITTER * (2 * random - 1));
  return Math.round(Math.max(spread, Math.min(retryAfterMs ?? 0, RETRY_AFTER_LIMIT_MS)));
}
