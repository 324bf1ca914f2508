import { count, plural } from '@flowforge/design-system/format/number.ts';
import type {
  Circuit,
  Delivery,
  Statistics,
  WaitingDeliveries,
  WebhookStatistics,
} from '../../api/deliveries.js';
import type { Webhook } from '../../api/webhooks.js';
import { FAILED_OUTCOMES } from '../../delivery/outcome-words.js';

/** The last day in figures. */
export interface Day {
  /** Those that delivery received, whether a webhook was to get them or not. */
  events: number;
  delivered: number;
  /** Attempts that ended, successful or not. */
  attempts: number;
  /** Attempts that failed because of the endpoint or the way to it. */
  endpointFailures: number;
  /** Attempts that failed on our side. */
  ownFailures: number;
  /** How often a delivery failed for good: one that is sent again and fails again counts again. */
  failed: number;
  /** Deliveries that were not sent, because their webhook was disabled or deleted. */
  skipped: number;
}

type Bucket = Statistics['items'][number];

export function dayOf({ items }: Statistics): Day {
  const total = (count: (bucket: Bucket) => number) => items.reduce((sum, bucket) => sum + count(bucket), 0);
  return {
    events: total(({ events }) => events),
    delivered: total(({ deliveries }) => deliveries.delivered),
    attempts: total(({ attempts }) => attempts.delivered + failedAttempts(attempts)),
    endpointFailures: total(({ attempts }) => endpointFailures(attempts)),
    ownFailures: total(({ attempts }) => attempts.internal_error),
    failed: total(({ deliveries }) => deliveries.failed),
    skipped: total(({ deliveries }) => deliveries.skipped),
  };
}

/** What the share of delivered ones is a share of, and what is not part of it. `waiting` is undefined when it is not known. */
export function deliveredNote(
  { delivered, failed, skipped }: Day,
  waiting: WaitingDeliveries | undefined,
): string {
  const ended = delivered + failed;
  const parts = [ended === 0 ? 'none has ended' : `${count(delivered)} of ${count(ended)} that ended`];
  if (waiting !== undefined && waiting.deliveries > 0)
    parts.push(
      waiting.is_partial
        ? `${count(waiting.deliveries)} or more wait`
        : plural(waiting.deliveries, 'waits', 'wait'),
    );
  if (skipped > 0) parts.push(`${count(skipped)} skipped`);
  return parts.join('; ');
}

/** Failed attempts that are not our fault. */
export function endpointFailures({
  delivered: _,
  internal_error: __,
  ...failures
}: Bucket['attempts']): number {
  return Object.values(failures).reduce((sum, value) => sum + value, 0);
}

/** Failed attempts of this hour and the hour before it that are not our fault. */
export function recentFailures({ items }: Statistics): number {
  return items.slice(-2).reduce((sum, { attempts }) => sum + endpointFailures(attempts), 0);
}

/** Failed attempts by outcome, the most frequent first. */
export function failuresByOutcome({ items }: Statistics): { outcome: FailureOutcome; count: number }[] {
  return FAILED_OUTCOMES.map((outcome) => ({
    outcome,
    count: items.reduce((sum, { attempts }) => sum + attempts[outcome], 0),
  }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count);
}

type FailureOutcome = (typeof FAILED_OUTCOMES)[number];

type NamedWebhook = Pick<Webhook, 'id' | 'name' | 'enabled' | 'disabled_reason' | 'disabled_at'>;

/** A webhook that somebody should look at. */
export interface Concern {
  webhookId: string;
  kind: 'paused' | 'disabled' | 'retrying' | 'failed' | 'failed_disabled';
  /** When it began, in RFC 3339; null when it is not known. */
  since: string | null;
  /**
   * Paused: its deliveries that wait. Retrying: those of them that were tried before. Failed, of an enabled or a disabled webhook: those
   * that are left as failed. Else 0.
   */
  deliveries: number;
  /** Whether there may be more of them than were counted. */
  isPartial: boolean;
}

/** Deliveries that are left as failed. `isPartial`: there are more. */
export interface FailedDeliveries {
  items: readonly Pick<Delivery, 'webhook_id'>[];
  isPartial: boolean;
}

/** The failed deliveries without those of deleted webhooks, which nobody can send again. When `webhooks` lacks some, all are kept. */
export function withoutDeleted(
  { items, isPartial }: FailedDeliveries,
  webhooks: { items: readonly Pick<Webhook, 'id'>[]; next_cursor: string | null },
): FailedDeliveries {
  if (webhooks.next_cursor !== null) return { items, isPartial };
  const ids = new Set(webhooks.items.map(({ id }) => id));
  return { items: items.filter(({ webhook_id }) => ids.has(webhook_id)), isPartial };
}

/**
 * Webhooks with an open circuit, webhooks that their endpoint has disabled, and webhooks with deliveries that wait for a retry or are left
 * as failed. `webhooks` may lack some: an open circuit counts unless its webhook is known to be disabled.
 */
export function concernsOf(
  webhooks: readonly NamedWebhook[],
  circuits: readonly Circuit[],
  waiting: WaitingDeliveries,
  failed: FailedDeliveries,
): Concern[] {
  const disabledIds = new Set(webhooks.filter(({ enabled }) => !enabled).map(({ id }) => id));
  const paused = circuits
    .filter(({ webhook_id }) => !disabledIds.has(webhook_id))
    .map(({ webhook_id, since }): Concern => ({
      webhookId: webhook_id,
      kind: 'paused',
      since,
      deliveries: waiting.webhooks.find((each) => each.webhook_id === webhook_id)?.deliveries ?? 0,
      isPartial: waiting.is_partial,
    }));
  const disabled = webhooks
    .filter(({ disabled_reason }) => disabled_reason === 'gone')
    .map(({ id, disabled_at }): Concern => ({
      webhookId: id,
      kind: 'disabled',
      since: disabled_at,
      deliveries: 0,
      isPartial: false,
    }));
  const known = new Set([...paused, ...disabled].map(({ webhookId }) => webhookId));
  const retrying = waiting.webhooks
    .filter(({ webhook_id, retries }) => retries > 0 && !known.has(webhook_id))
    .map(({ webhook_id, retries, oldest_created_at }): Concern => ({
      webhookId: webhook_id,
      kind: 'retrying',
      since: oldest_created_at,
      deliveries: retries,
      isPartial: waiting.is_partial,
    }));
  return [...paused, ...disabled, ...retrying, ...leftAsFailed(failed, known, disabledIds)];
}

/** Webhooks with failed deliveries that nobody has sent again, most of them first; not those that are a concern already. */
function leftAsFailed(
  { items, isPartial }: FailedDeliveries,
  known: ReadonlySet<string>,
  disabledIds: ReadonlySet<string>,
): Concern[] {
  const counts = new Map<string, number>();
  for (const { webhook_id } of items) counts.set(webhook_id, (counts.get(webhook_id) ?? 0) + 1);
  return [...counts]
    .filter(([webhookId]) => !known.has(webhookId))
    .toSorted(([, one], [, other]) => other - one)
    .map(([webhookId, deliveries]): Concern => ({
      webhookId,
      kind: disabledIds.has(webhookId) ? 'failed_disabled' : 'failed',
      since: null,
      deliveries,
      isPartial,
    }));
}

/**
 * The answer to “is everything arriving?” while nothing is a concern. `slow`: the oldest delivery waits for long. `not_counted`: there are
 * more deliveries than were looked at, and “none” is said only of what was counted completely.
 */
export type Verdict = 'slow' | 'not_counted' | 'arrived_late' | 'nothing_sent' | 'arriving';

interface Counted {
  statistics: Statistics;
  /** Undefined while it is loaded. */
  waiting: WaitingDeliveries | undefined;
  /** Whether the oldest delivery waits for long. */
  isBehind: boolean;
  /** Whether more deliveries are left as failed than were looked at. */
  isFailedPartial: boolean;
}

/** The answer, by what was counted. */
export function verdictOf({ statistics, waiting, isBehind: isLate, isFailedPartial }: Counted): Verdict {
  const day = dayOf(statistics);
  if (isLate) return 'slow';
  if ((isFailedPartial && day.failed > 0) || waiting?.is_partial === true) return 'not_counted';
  if (recentFailures(statistics) > 0) return 'arrived_late';
  return day.delivered + day.failed === 0 ? 'nothing_sent' : 'arriving';
}

/** The webhooks of the table of endpoints: those with failed attempts first, the most first, then the slowest ones. */
export function rankedEndpoints({ webhooks }: Statistics): WebhookStatistics[] {
  return (webhooks ?? [])
    .filter(({ attempts }) => attempts.delivered + failedAttempts(attempts) > 0)
    .toSorted(
      (one, other) =>
        failedAttempts(other.attempts) - failedAttempts(one.attempts) ||
        (other.latency?.p95_ms ?? 0) - (one.latency?.p95_ms ?? 0),
    );
}

/** All failed attempts, ours too. */
export function failedAttempts({ delivered: _, ...failures }: Bucket['attempts']): number {
  return Object.values(failures).reduce((sum, value) => sum + value, 0);
}

/** The most frequent outcome of failed attempts; null when none failed. */
export function mostFrequentFailure(attempts: Bucket['attempts']): FailureOutcome | null {
  const [most] = FAILED_OUTCOMES.toSorted((one, other) => attempts[other] - attempts[one]);
  return most !== undefined && attempts[most] > 0 ? most : null;
}

/** A delivery that waits for longer than this without a failure shows that something is behind. */
const BEHIND_MS = 600_000;

/** Whether the oldest delivery waits for more than 10 minutes. `now` in milliseconds. */
export function isBehind({ oldest_created_at }: WaitingDeliveries, now: number): boolean {
  return oldest_created_at !== null && now - Date.parse(oldest_created_at) > BEHIND_MS;
}
