import type { Circuit, Delivery, Statistics } from '../../api/deliveries.js';
import type { Webhook } from '../../api/webhooks.js';

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
  return FAILURES.map((outcome) => ({
    outcome,
    count: items.reduce((sum, { attempts }) => sum + attempts[outcome], 0),
  }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count);
}

const FAILURES = [
  'endpoint_error',
  'endpoint_timeout',
  'connection',
  'dns',
  'tls',
  'gone',
  'internal_error',
] as const satisfies readonly Exclude<keyof Bucket['attempts'], 'delivered'>[];
type FailureOutcome = (typeof FAILURES)[number];

type NamedWebhook = Pick<Webhook, 'id' | 'name' | 'enabled' | 'disabled_reason' | 'disabled_at'>;
type WaitingDelivery = Pick<Delivery, 'webhook_id' | 'last_outcome' | 'created_at'>;

/** A webhook that somebody should look at. */
export interface Concern {
  webhookId: string;
  name: string;
  kind: 'paused' | 'disabled' | 'retrying';
  /** When it began, in RFC 3339; null when it is not known. */
  since: string | null;
  /** Its deliveries that wait after a failed attempt; 0 unless it is retrying. */
  retries: number;
}

/** Webhooks with an open circuit, webhooks that their endpoint has disabled, and webhooks with deliveries that wait for a retry. */
export function concernsOf(
  webhooks: readonly NamedWebhook[],
  circuits: readonly Circuit[],
  pending: readonly WaitingDelivery[],
): Concern[] {
  const paused = circuits.flatMap(({ webhook_id, since }): Concern[] => {
    const webhook = webhooks.find(({ id, enabled }) => id === webhook_id && enabled);
    return webhook ? [{ webhookId: webhook.id, name: webhook.name, kind: 'paused', since, retries: 0 }] : [];
  });
  const disabled = webhooks
    .filter(({ disabled_reason }) => disabled_reason === 'gone')
    .map(({ id, name, disabled_at }): Concern => ({
      webhookId: id,
      name,
      kind: 'disabled',
      since: disabled_at,
      retries: 0,
    }));
  const known = [...paused, ...disabled];
  const isKnown = (webhookId: string) => known.some((concern) => concern.webhookId === webhookId);
  return [...known, ...retryingOf(webhooks, pending).filter(({ webhookId }) => !isKnown(webhookId))];
}

function retryingOf(webhooks: readonly NamedWebhook[], pending: readonly WaitingDelivery[]): Concern[] {
  const retries = pending.filter(({ last_outcome }) => last_outcome !== null && last_outcome !== 'delivered');
  return [...new Set(retries.map(({ webhook_id }) => webhook_id))].map((webhookId) => {
    const deliveries = retries.filter(({ webhook_id }) => webhook_id === webhookId);
    return {
      webhookId,
      // The name of a webhook that is not among the choices is not known.
      name: webhooks.find(({ id }) => id === webhookId)?.name ?? 'A webhook',
      kind: 'retrying',
      since: waitingOf(deliveries, false).oldest ?? null,
      retries: deliveries.length,
    };
  });
}

/** How many deliveries wait, and since when the oldest one does. `hasMore`: there are more than were read. */
export function waitingOf(
  pending: readonly Pick<Delivery, 'created_at'>[],
  hasMore: boolean,
): { count: string; oldest: string | undefined } {
  const oldest = pending.map(({ created_at }) => created_at).toSorted()[0];
  return { count: hasMore ? `${pending.length}+` : String(pending.length), oldest };
}
