import type { EventType, PayloadVersion, SourceKind } from '@flowforge/contracts/words';

/**
 * The parts of a webhook's revision that decide which events it gets, valid from `validFrom` until the `validFrom` of the next
 * revision. Times are Unix microseconds. A later revision never begins earlier: the registry sees to that.
 */
export interface RoutingRevision {
  revision: number;
  validFrom: number;
  enabled: boolean;
  deleted: boolean;
  /** May contain event types of newer releases, which never match. */
  eventTypes: readonly string[];
  payloadVersion: PayloadVersion;
}

/** One revision of a webhook, with what its requests need. */
export interface WebhookRevision extends RoutingRevision {
  webhookId: string;
  workspaceId: string;
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

/** The position of the first one whose value is above `limit`; the length when none is. `sorted` is ascending by this value. */
export function firstAbove<Item>(
  sorted: readonly Item[],
  limit: number,
  valueOf: (item: Item) => number,
): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item === undefined || valueOf(item) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The position of the first one that begins after `at`; the length when none does. `sorted` is ascending by `validFrom`. */
export function firstAfter(sorted: readonly { validFrom: number }[], at: number): number {
  return firstAbove(sorted, at, ({ validFrom }) => validFrom);
}

/** The revision that was valid at `at`; for an earlier time the first revision; undefined without revisions. `revisions` are sorted ascending. */
export function revisionAt(revisions: readonly RoutingRevision[], at: number): RoutingRevision | undefined {
  return revisions[Math.max(0, firstAfter(revisions, at) - 1)];
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
 * Whether the webhook accepted events of `type` at some instant within `margin` of `at`: the clocks of two databases may differ by that
 * much. `revisions` are sorted ascending. Reads only those that were valid around `at`: a webhook may have thousands.
 *
 * @param whileDisabled true to count a webhook that was disabled as enabled
 */
export function accepts(
  revisions: readonly RoutingRevision[],
  type: EventType,
  at: number,
  margin: number,
  whileDisabled = false,
): boolean {
  let until = Number.POSITIVE_INFINITY;
  for (let index = firstAfter(revisions, at + margin) - 1; index >= 0 && at < until + margin; index -= 1) {
    const revision = revisions[index];
    if (revision === undefined) break;
    const isActive = (revision.enabled || whileDisabled) && !revision.deleted;
    if (isActive && revision.eventTypes.includes(type)) return true;
    until = revision.validFrom;
  }
  return false;
}
