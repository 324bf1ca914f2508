import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import { isUuid } from '@flowforge/contracts/ids';
import type { Delivery } from '../../../api/deliveries.js';

const STATUSES: readonly Delivery['status'][] = ['pending', 'in_flight', 'delivered', 'failed', 'skipped'];

/** The filters of a list of deliveries, as they stand in the URL. */
export interface DeliverySearch {
  status?: Delivery['status'];
  event?: EventType;
  /** Id of a conversation. */
  conversation?: string;
  /** How far back, from now on. */
  within?: Within;
  /** A time in RFC 3339, in place of `within`. */
  since?: string;
}

/** Spans of time to choose from, in hours. */
export const WITHIN = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 } as const;
export type Within = keyof typeof WITHIN;

/** The spans as options. */
export const SPANS: readonly { id: Within; label: string }[] = [
  { id: '1h', label: 'last hour' },
  { id: '24h', label: 'last 24 hours' },
  { id: '7d', label: 'last 7 days' },
  { id: '30d', label: 'last 30 days' },
];

/** Reads the filters from a URL; what is not one of the choices is left out. */
export function readDeliverySearch(search: Record<string, unknown>): DeliverySearch {
  const status = STATUSES.find((each) => each === search['status']);
  const event = EVENT_TYPES.find((each) => each === search['event']);
  const within = isWithin(search['within']) ? search['within'] : undefined;
  const conversation = isUuid(search['conversation']) ? search['conversation'] : undefined;
  const since = within === undefined && isTime(search['since']) ? search['since'] : undefined;
  return {
    ...(status && { status }),
    ...(event && { event }),
    ...(conversation && { conversation }),
    ...(within && { within }),
    ...(since && { since }),
  };
}

/** As the API writes times. */
function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
  );
}

/** Whether a filter is set. The search of an open panel, as `type` of a test event, is none. */
export function isFiltered(search: DeliverySearch): boolean {
  return Object.keys(readDeliverySearch({ ...search })).length > 0;
}

/** The beginning of the span, in RFC 3339, rounded down to the minute so that the same question is asked again. */
export function sinceOf(within: Within, now: number): string {
  const minute = Math.floor(now / 60_000) * 60_000;
  return new Date(minute - WITHIN[within] * 3_600_000).toISOString();
}

export function isWithin(value: unknown): value is Within {
  return typeof value === 'string' && Object.hasOwn(WITHIN, value);
}
