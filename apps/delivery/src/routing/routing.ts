import type { EventType, PayloadVersion, SourceKind } from '@flowforge/contracts/words';

/** One revision of a webhook, valid from `validFrom` until the `validFrom` of the next revision. Times are Unix microseconds. */
export interface WebhookRevision {
  webhookId: string;
  workspaceId: string;
  revision: number;
  validFrom: number;
  enabled: boolean;
  deleted: boolean;
  /** May contain event types of newer releases, which never match. */
  eventTypes: readonly string[];
  payloadVersion: PayloadVersion;
  endpoint: string;
  /** Custom headers, encrypted; null when there are none. */
  encryptedHeaders: string | null;
  /** Newest first. `expiresAt` is null when the secret does not expire. */
  secrets: readonly { encrypted: string; expiresAt: number | null }[];
  /** Delays before the retries, in seconds. */
  schedule: readonly number[];
  /** Time between two attempts by the rate limit, in microseconds; null without a limit. */
  rateIntervalUs: number | null;
  /** Whether the deliveries of one conversation keep the order of their events. */
  isOrdered: boolean;
}

/** A webhook assigned to an assistant or a form, valid for events committed in [validFrom, validTo). Times are Unix microseconds. */
export interface Assignment {
  assignmentId: string;
  workspaceId: string;
  webhookId: string;
  sourceKind: SourceKind;
  sourceId: string;
  eventTypes: readonly string[];
  /** 1 = assigned, 2 = ended; the higher revision wins. */
  revision: number;
  validFrom: number;
  validTo: number | null;
}

/** The parts of an event that decide where it is delivered. */
export interface RoutableEvent {
  type: EventType;
  workspaceId: string;
  assistantId: string;
  formId: string | null;
  /** Integer microseconds. */
  committedAt: number;
}

/** A webhook that an event is delivered to, with the payload version it had when the event was committed. */
export interface Target {
  webhookId: string;
  payloadVersion: PayloadVersion;
  /** Whether the webhook keeps the order of a conversation now. Missing: it does not. */
  isOrdered?: boolean;
}

/** Whether `at` lies in [from, to), widened by `margin` at both ends: the clocks of two databases may differ by that much. */
export function covers(from: number, to: number | null, at: number, margin: number): boolean {
  return at >= from - margin && (to === null || at < to + margin);
}

/** The revision that was valid at `at`; for an earlier time the first revision; undefined without revisions. `revisions` are sorted ascending. */
export function revisionAt(revisions: readonly WebhookRevision[], at: number): WebhookRevision | undefined {
  return revisions.findLast((revision) => revision.validFrom <= at) ?? revisions[0];
}

/** Whether anything is sent to a webhook. */
export function isActive({ enabled, deleted }: WebhookRevision): boolean {
  return enabled && !deleted;
}

/** Whether attempts of a webhook start from its queue only, because a limit or an order holds over all replicas. */
export function startsFromQueueOnly(webhook: WebhookRevision | undefined): boolean {
  return webhook !== undefined && (webhook.isOrdered || webhook.rateIntervalUs !== null);
}

/**
 * Whether the webhook accepted events of `type` at some instant within `margin` of `at`. `revisions` are sorted ascending.
 *
 * @param whileDisabled true to count a webhook that was disabled as enabled
 */
export function accepts(
  revisions: readonly WebhookRevision[],
  type: EventType,
  at: number,
  margin: number,
  whileDisabled = false,
): boolean {
  return revisions.some((revision, index) => {
    const until = revisions[index + 1]?.validFrom ?? null;
    return (
      (revision.enabled || whileDisabled) &&
      !revision.deleted &&
      revision.eventTypes.includes(type) &&
      covers(revision.validFrom, until, at, margin)
    );
  });
}
