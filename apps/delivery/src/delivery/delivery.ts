import { hash } from 'node:crypto';
import type { EventType, PayloadVersion } from '@flowforge/contracts/words';

/** Where a delivery stands. The last three are final. */
export const DELIVERY_STATUSES = ['pending', 'in_flight', 'delivered', 'failed', 'skipped'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One event for one webhook. */
export interface Delivery {
  /** The same whoever plans it, and however often. */
  id: string;
  eventId: string;
  webhookId: string;
  workspaceId: string;
  conversationId: string;
  eventType: EventType;
  payloadVersion: PayloadVersion;
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

/** Delays before the retries, in milliseconds: eleven retries in about three days. */
export const RETRY_DELAYS_MS = [
  5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 64_800_000,
  86_400_000,
] as const;

/** A receiver may ask for more patience than the schedule has, up to this. */
const RETRY_AFTER_LIMIT_MS = 3_600_000;
const JITTER = 0.2;

/**
 * When to try again after a failed attempt, in milliseconds from now; null when the schedule is used up.
 *
 * @param retries how many retries were made already (0 after the first attempt)
 * @param retryAfterMs what the receiver asked for (`Retry-After`), or null
 * @param random 0 to 1; spreads receivers' load so that what failed together does not return together
 */
export function retryDelayMs(retries: number, retryAfterMs: number | null, random: number): number | null {
  const delay = RETRY_DELAYS_MS[retries];
  if (delay === undefined) return null;
  const spread = delay * (1 + JITTER * random);
  return Math.round(Math.max(spread, Math.min(retryAfterMs ?? 0, RETRY_AFTER_LIMIT_MS)));
}
