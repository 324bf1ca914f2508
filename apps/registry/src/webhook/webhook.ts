import type { Instant } from '@flowforge/contracts/time';
import { fromMicros, toMicros } from '@flowforge/contracts/time';
import type { EventType, PayloadVersion } from '@flowforge/contracts/words';
import type { SigningSecret } from './signing-secrets.js';

/** What a caller sets on a webhook in plain text. */
export interface WebhookSettings {
  name: string;
  endpoint: string;
  enabled: boolean;
  eventTypes: EventType[];
  payloadVersion: PayloadVersion;
}

/** A name, an endpoint, a secret and settings: where a workspace's events may be sent. */
export interface Webhook extends WebhookSettings {
  id: string;
  workspaceId: string;
  /** Names of the custom headers, for showing them without opening their values. */
  headerNames: string[];
  headersSealed: string | null;
  /** Newest first. */
  secrets: SigningSecret[];
  /** Why Flowforge disabled it; null when the API disabled it, or it is enabled. */
  disabledReason: 'gone' | null;
  /** Since when it is disabled; null while it is enabled. */
  disabledAt: Date | null;
  /** The delivery whose 410 disabled it; null for every other reason, and while it is enabled. */
  disabledByDeliveryId: string | null;
  /** Counts the changes from 1, without gaps. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

/** Everything about a webhook that can change. */
export type WebhookChanges = Partial<
  WebhookSettings &
    Pick<
      Webhook,
      'headerNames' | 'headersSealed' | 'secrets' | 'disabledReason' | 'disabledByDeliveryId' | 'deletedAt'
    >
>;

/** The settings of `asked` that differ from what the webhook has; the order of event types means nothing. */
export function settingsThatDiffer(
  webhook: Webhook,
  asked: Partial<WebhookSettings>,
): Partial<WebhookSettings> {
  const { name, endpoint, enabled, eventTypes, payloadVersion } = asked;
  return {
    ...(name !== undefined && name !== webhook.name ? { name } : {}),
    ...(endpoint !== undefined && endpoint !== webhook.endpoint ? { endpoint } : {}),
    ...(enabled !== undefined && enabled !== webhook.enabled ? { enabled } : {}),
    ...(eventTypes !== undefined && !sameWords(eventTypes, webhook.eventTypes) ? { eventTypes } : {}),
    ...(payloadVersion !== undefined && payloadVersion !== webhook.payloadVersion ? { payloadVersion } : {}),
  };
}

/** The webhook after a change: one revision later. */
export function changed(webhook: Webhook, changes: WebhookChanges, at: Instant): Webhook {
  // Whoever enables or disables it replaces the reason of the time before.
  const reason =
    changes.enabled === undefined
      ? {}
      : {
          disabledReason: null,
          disabledByDeliveryId: null,
          disabledAt: changes.enabled ? null : new Date(at),
        };
  return { ...webhook, ...reason, ...changes, revision: webhook.revision + 1, updatedAt: new Date(at) };
}

/** The instant of a change made at `now`: after the one before it even if the database's clock was set back. */
export function changeInstant(webhook: Webhook, now: Instant): Instant {
  const before = webhook.updatedAt.getTime() * 1_000;
  return toMicros(now) >= before ? now : fromMicros(before + 1_000);
}

/** Whether two lists hold the same words, in whatever order. Neither repeats one. */
export function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word) => other.includes(word));
}
