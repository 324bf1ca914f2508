import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import type { UpdateWebhook, Webhook } from '../../../api/webhooks.js';
import { readSchedule, scheduleText } from './schedule.js';

/** One custom header in the form. A stored value is shown as `********` and kept unless it is changed. */
export interface HeaderDraft {
  /** Of this page only: tells rows apart while they are edited. */
  key: number;
  name: string;
  value: string;
}

/** The settings of a webhook as they are edited; the event types in the order of `EVENT_TYPES`. */
export interface Draft {
  name: string;
  endpoint: string;
  event_types: EventType[];
  payload_version: string;
  ordering: string;
  schedule: string;
  headers: HeaderDraft[];
  /** Undefined: no limit. */
  rate: { limit: number; per: string } | undefined;
}

export function draftOf(webhook: Webhook): Draft {
  return {
    name: webhook.name,
    endpoint: webhook.endpoint,
    event_types: EVENT_TYPES.filter((type) => webhook.event_types.includes(type)),
    payload_version: webhook.payload_version,
    ordering: webhook.ordering,
    schedule: scheduleText(webhook.schedule),
    headers: Object.entries(webhook.headers).map(([name, value], key) => ({
      key,
      name,
      value: String(value),
    })),
    rate: webhook.rate_limit ?? undefined,
  };
}

/** What has to be sent: only the fields that differ from the stored ones. */
export function changesOf(webhook: Webhook, draft: Draft): UpdateWebhook {
  const before = draftOf(webhook);
  const changes: UpdateWebhook = {};
  if (draft.name !== before.name) changes.name = draft.name;
  if (draft.endpoint.trim() !== before.endpoint) changes.endpoint = draft.endpoint.trim();
  if (draft.event_types.join() !== before.event_types.join()) changes.event_types = draft.event_types;
  if (draft.payload_version !== before.payload_version)
    changes.payload_version = draft.payload_version === '2024-04' ? '2024-04' : '2026-05';
  if (draft.ordering !== before.ordering)
    changes.ordering = draft.ordering === 'conversation' ? 'conversation' : 'none';
  const read = readSchedule(draft.schedule);
  if (draft.schedule !== before.schedule && 'schedule' in read) changes.schedule = read.schedule;
  if (JSON.stringify(headersOf(draft)) !== JSON.stringify(headersOf(before)))
    changes.headers = headersOf(draft);
  if (JSON.stringify(draft.rate) !== JSON.stringify(before.rate))
    changes.rate_limit =
      draft.rate === undefined
        ? null
        : { limit: draft.rate.limit, per: draft.rate.per === 'minute' ? 'minute' : 'second' };
  return changes;
}

/** Whether another header has the same name; names are compared without case. */
export function isRepeated(name: string, headers: readonly HeaderDraft[]): boolean {
  const same = name.trim().toLowerCase();
  return headers.filter((header) => header.name.trim().toLowerCase() === same).length > 1;
}

function headersOf({ headers }: Draft): Record<string, string> {
  return Object.fromEntries(
    headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
  );
}
