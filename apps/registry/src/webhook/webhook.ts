import { isDeepStrictEqual } from 'node:util';
import type { Ordering, RateLimit } from '@flowforge/contracts/routing/webhook-settings';
import type { Instant } from '@flowforge/contracts/time';
import { fromMicros, toMicros } from '@flowforge/contracts/time';
import type { EventType, PayloadVersion } from '@flowforge/contracts/words';
import type { SigningSecret } from './signing-secrets.js';

/** The settings of a webhook that are stored unencrypted. */
export interface WebhookSettings {
  name: string;
  endpoint: string;
  enabled: boolean;
  eventTypes: EventType[];
  payloadVersion: PayloadVersion;
  /** Delays before the retries, in seconds. */
  schedule: number[];
  /** Null: there is no limit. */
  rateLimit: RateLimit | null;
  ordering: Ordering;
}

/** An endpoint of a workspace's customer that receives events, with its settings and secrets. */
export interface Webhook extends WebhookSettings {
  id: string;
  workspaceId: string;
  /** Names of the custom headers, so that they can be returned without decrypting the values. */
  headerNames: string[];
  /** Custom headers, encrypted; null when there are none. */
  encryptedHeaders: string | null;
  /** Newest first. */
  secrets: SigningSecret[];
  /** Why Flowforge disabled it; null while it is enabled, and when it was disabled over the API. */
  disabledReason: 'gone' | null;
  /** When it was disabled; null while it is enabled. */
  disabledAt: Date | null;
  /** The delivery whose request was answered with 410; null unless `disabledReason` is `gone`. */
  disabledByDeliveryId: string | null;
  /** 1 after the creation, one more after each change that delivery must know, without gaps. */
  revision: number;
  /** Changes of the name alone. Delivery does not know the name, so they make no routing change, and no new revision there. */
  renames: number;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

/** The properties of a webhook that can change. */
export type WebhookChanges = Partial<
  WebhookSettings &
    Pick<
      Webhook,
      'headerNames' | 'encryptedHeaders' | 'secrets' | 'disabledReason' | 'disabledByDeliveryId' | 'deletedAt'
    >
>;

/** The settings of `requested` that differ from the current ones. The order of event types is ignored. */
export function changedSettings(
  webhook: Webhook,
  requested: Partial<WebhookSettings>,
): Partial<WebhookSettings> {
  const { name, endpoint, enabled, eventTypes, payloadVersion, schedule, rateLimit, ordering } = requested;
  return {
    ...(name !== undefined && name !== webhook.name ? { name } : {}),
    ...(endpoint !== undefined && endpoint !== webhook.endpoint ? { endpoint } : {}),
    ...(enabled !== undefined && enabled !== webhook.enabled ? { enabled } : {}),
    ...(eventTypes !== undefined && !sameMembers(eventTypes, webhook.eventTypes) ? { eventTypes } : {}),
    ...(payloadVersion !== undefined && payloadVersion !== webhook.payloadVersion ? { payloadVersion } : {}),
    ...(schedule !== undefined && !isDeepStrictEqual(schedule, webhook.schedule) ? { schedule } : {}),
    ...(rateLimit !== undefined && !isDeepStrictEqual(rateLimit, webhook.rateLimit) ? { rateLimit } : {}),
    ...(ordering !== undefined && ordering !== webhook.ordering ? { ordering } : {}),
  };
}

/** The revision that the API shows: one more after each change. */
export function shownRevision({ revision, renames }: Pick<Webhook, 'revision' | 'renames'>): number {
  return revision + renames;
}

/** The webhook after a change: with the next revision, or one more rename if only its name changes. */
export function withChanges(webhook: Webhook, changes: WebhookChanges, at: Instant): Webhook {
  // A change of `enabled` clears the previous reason. A new reason is part of `changes`.
  const reason =
    changes.enabled === undefined
      ? {}
      : {
          disabledReason: null,
          disabledByDeliveryId: null,
          disabledAt: changes.enabled ? null : new Date(at),
        };
  const count = Object.keys(changes).every((name) => name === 'name')
    ? { renames: webhook.renames + 1 }
    : { revision: webhook.revision + 1 };
  return { ...webhook, ...reason, ...changes, ...count, updatedAt: new Date(at) };
}

/** The instant of a change at `now`. It is never before the previous change, even if the database's clock was set back. */
export function changeInstant(webhook: Webhook, now: Instant): Instant {
  const before = webhook.updatedAt.getTime() * 1_000;
  return toMicros(now) >= before ? now : fromMicros(before + 1_000);
}

/** Whether two lists have the same members in any order. Neither list may contain duplicates. */
export function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((member) => other.includes(member));
}
