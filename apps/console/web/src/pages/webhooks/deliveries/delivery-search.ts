import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import type { Delivery } from '../../../api/deliveries.js';

const STATUSES: readonly Delivery['status'][] = ['pending', 'in_flight', 'delivered', 'failed', 'skipped'];

/** The filters of a list of deliveries, as they stand in the URL. */
export interface DeliverySearch {
  status?: Delivery['status'];
  event?: EventType;
  /** How far back, from now on. */
  within?: Within;
}

/** Spans of time to choose from, in hours. */
export const WITHIN = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 } as const;
export type Within = keyof typeof WITHIN;

/** Reads the filters from a URL; what is not one of the choices is left out. */
export function readDeliverySearch(search: Record<string, unknown>): DeliverySearch {
  const status = STATUSES.find((each) => each === search['status']);
  const event = EVENT_TYPES.find((each) => each === search['event']);
  const within = isWithin(search['within']) ? search['within'] : undefined;
  return { ...(status && { status }), ...(event && { event }), ...(within && { within }) };
}

/** Whether a filter is set. The search of an open panel, as `type` of a test event, is none. */
export function isFiltered({ status, event, within }: DeliverySearch): boolean {
  return status !== undefined || event !== undefined || within !== undefined;
}

/** The beginning of the span, in RFC 3339, rounded down to the minute so that the same question is asked again. */
export function sinceOf(within: Within, now: number): string {
  const minute = Math.floor(now / 60_000) * 60_000;
  return new Date(minute - WITHIN[within] * 3_600_000).toISOString();
}

export function isWithin(value: unknown): value is Within {
  return typeof value === 'string' && Object.hasOwn(WITHIN, value);
}
