import type { Circuit, Delivery, Statistics } from '../../api/deliveries.js';
import type { Webhook } from '../../api/webhooks.js';
import { FAILED_OUTCOMES } from '../../delivery/outcome-words.js';

/** The last day in figures. */
export interface Day {
  events: number;
  delivered: number;
  /** Attempts that failed because of the endpoint or the way to it. */
  endpointFailures: number;
  /** Attempts that failed on our side. */
  ownFailures: number;
  /** Deliveries that failed for good. */
  failed: number;
}

type Bucket = Statistics['items'][number];

export function dayOf({ items }: Statistics): Day {
  const total = (count: (bucket: Bucket) => number) => items.reduce((sum, bucket) => sum + count(bucket), 0);
  return {
    events: total(({ events }) => events),
    delivered: total(({ deliveries }) => deliveries.delivered),
    endpointFailures: total(({ attempts }) => endpointFailures(attempts)),
    ownFailures: total(({ attempts }) => attempts.internal_error),
    failed: total(({ deliveries }) => deliveries.failed),
  };
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
type WaitingDelivery = Pick<Delivery, 'webhook_id' | 'last_outcome' | 'created_at'>;

/** The newest deliveries that wait. With a cursor there are more, which were not read. */
interface Pending {
  items: readonly WaitingDelivery[];
  next_cursor: string | null;
}

/** A webhook that somebody should look at. */
export interface Concern {
  webhookId: string;
  name: string;
  kind: 'paused' | 'disabled' | 'retrying';
  /** When it began, in RFC 3339; null when it is not known. */
  since: string | null;
  /** Its deliveries that wait after a failed attempt; 0 unless it is retrying. */
  retries: number;
  /** Whether `retries` and `since` are of the newest waiting deliveries only, because there are more than were read. */
  isPartial: boolean;
}

/** Webhooks with an open circuit, webhooks that their endpoint has disabled, and webhooks with deliveries that wait for a retry. */
export function concernsOf(
  webhooks: readonly NamedWebhook[],
  circuits: readonly Circuit[],
  pending: Pending,
): Concern[] {
  const paused = circuits.flatMap(({ webhook_id, since }): Concern[] => {
    const webhook = webhooks.find(({ id, enabled }) => id === webhook_id && enabled);
    if (webhook === undefined) return [];
    const { id: webhookId, name } = webhook;
    return [{ webhookId, name, kind: 'paused', since, retries: 0, isPartial: false }];
  });
  const disabled = webhooks
    .filter(({ disabled_reason }) => disabled_reason === 'gone')
    .map(({ id, name, disabled_at }): Concern => ({
      webhookId: id,
      name,
      kind: 'disabled',
      since: disabled_at,
      retries: 0,
      isPartial: false,
    }));
  const known = [...paused, ...disabled];
  const isKnown = (webhookId: string) => known.some((concern) => concern.webhookId === webhookId);
  return [...known, ...retryingOf(webhooks, pending).filter(({ webhookId }) => !isKnown(webhookId))];
}

function retryingOf(webhooks: readonly NamedWebhook[], { items, next_cursor }: Pending): Concern[] {
  const retries = items.filter(({ last_outcome }) => last_outcome !== null && last_outcome !== 'delivered');
  return [...new Set(retries.map(({ webhook_id }) => webhook_id))].map((webhookId) => {
    const deliveries = retries.filter(({ webhook_id }) => webhook_id === webhookId);
    return {
      webhookId,
      // The name of a webhook that is not among the choices is not known.
      name: webhooks.find(({ id }) => id === webhookId)?.name ?? 'A webhook',
      kind: 'retrying',
      since: oldestOf(deliveries) ?? null,
      retries: deliveries.length,
      isPartial: next_cursor !== null,
    };
  });
}

/** When the oldest delivery was created; undefined without one. */
function oldestOf(deliveries: readonly Pick<Delivery, 'created_at'>[]): string | undefined {
  return deliveries.map(({ created_at }) => created_at).toSorted()[0];
}

/**
 * How many deliveries wait, and when the oldest one was created. `isPartial`: there are more than were read, so the number is a lower bound
 * and the time is that of the oldest one that was read.
 */
export function waitingOf({ items, next_cursor }: Pending): {
  count: number;
  oldest: string | undefined;
  isPartial: boolean;
} {
  return { count: items.length, oldest: oldestOf(items), isPartial: next_cursor !== null };
}
