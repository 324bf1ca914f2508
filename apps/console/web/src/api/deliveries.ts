import { LONGEST_SCHEDULE_MS } from '@flowforge/contracts/routing/webhook-settings';
import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/delivery.js';
import { answer, done } from './answer.js';
import { api, type Paths } from './client.js';
import { LIVE_MS, readPages } from './pages.js';

export type Delivery = components['schemas']['Delivery'];
export type DeliveryWithAttempts = components['schemas']['DeliveryWithAttempts'];
export type Attempt = components['schemas']['Attempt'];
export type Circuit = components['schemas']['Circuit'];
export type Recovery = components['schemas']['Recovery'];
export type StartRecovery = components['schemas']['StartRecovery'];
export type Statistics = components['schemas']['Statistics'];
export type WebhookStatistics = components['schemas']['WebhookStatistics'];
export type WaitingDeliveries = components['schemas']['WaitingDeliveries'];
export type AttemptTiming = components['schemas']['AttemptTiming'];
export type SentRequest = components['schemas']['SentRequest'];
export type TestAttempt = components['schemas']['TestAttempt'];
export type DeliveryFilter = NonNullable<Paths['/v1/deliveries']['get']['parameters']['query']>;

/** A page of deliveries, newest first. */
export function listDeliveries(filter: DeliveryFilter, cursor?: string) {
  return answer(api.GET('/v1/deliveries', { params: { query: { ...filter, cursor } } }));
}

/** What one conversation caused for one webhook, as it comes. Disabled without both. */
export function deliveriesOfChatQuery(webhookId: string | undefined, conversationId: string | undefined) {
  return queryOptions({
    queryKey: ['deliveries', 'of chat', webhookId, conversationId],
    queryFn: () =>
      listDeliveries({
        ...(webhookId !== undefined && { webhook_id: webhookId }),
        ...(conversationId !== undefined && { conversation_id: conversationId }),
      }),
    enabled: webhookId !== undefined && conversationId !== undefined,
    refetchInterval: 2_000,
  });
}

/** Whether the endpoint of a webhook has accepted anything, of any conversation; read again until it has. Disabled without a webhook. */
export function hasDeliveredQuery(webhookId: string | undefined) {
  return queryOptions({
    queryKey: ['deliveries', 'any delivered', webhookId],
    queryFn: async () => {
      const filter = { status: 'delivered', limit: 1, ...(webhookId && { webhook_id: webhookId }) } as const;
      return (await listDeliveries(filter)).items.length > 0;
    },
    enabled: webhookId !== undefined,
    refetchInterval: ({ state }) => (state.data === true ? false : 2_000),
  });
}

/** How many deliveries wait, and since when. */
export const waitingQuery = queryOptions({
  queryKey: ['statistics', 'waiting'],
  queryFn: () => answer(api.GET('/v1/statistics/waiting')),
  refetchInterval: 3 * LIVE_MS,
});

const DAY_MS = 86_400_000;
/** Pages of 200 failed deliveries that Overview reads. */
const FAILED_PAGES = 3;
/** The longest schedule, and a day for the attempts. What a pause or a rate limit has held up for longer is not found. */
const FAILED_WITHIN_MS = LONGEST_SCHEDULE_MS + DAY_MS;

/** The deliveries that failed within 24 hours, and were not sent again since. Of the newest 600; `isPartial` when there are more. */
export const leftAsFailedQuery = queryOptions({
  queryKey: ['deliveries', 'left as failed'],
  queryFn: async () => {
    const since = new Date(Date.now() - FAILED_WITHIN_MS).toISOString();
    const { items, next_cursor } = await readPages(
      (cursor) => listDeliveries({ status: 'failed', since, limit: 200 }, cursor),
      FAILED_PAGES,
    );
    const isRecent = ({ finished_at }: Delivery): boolean =>
      finished_at !== null && Date.now() - Date.parse(finished_at) < DAY_MS;
    return { items: items.filter(isRecent), isPartial: next_cursor !== null };
  },
  refetchInterval: 3 * LIVE_MS,
});

/** Whether a delivery of the webhook is left as failed. */
export function hasFailedQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['deliveries', 'has failed', webhookId],
    queryFn: async () => {
      const { items } = await listDeliveries({ webhook_id: webhookId, status: 'failed', limit: 1 });
      return items.length > 0;
    },
    refetchInterval: 3 * LIVE_MS,
  });
}

/** One delivery with its attempts, read again until it is final. */
export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: ['deliveries', 'one', id],
    queryFn: () => answer(api.GET('/v1/deliveries/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.finished_at == null ? LIVE_MS : false),
  });
}

/**
 * The headers and the body of a delivery's requests. They change once, with the first attempt: until then the body is one that will be
 * sent.
 */
export function sentRequestQuery({ id, attempt_count }: Delivery) {
  return queryOptions({
    queryKey: ['deliveries', 'request', id, attempt_count > 0],
    queryFn: () => answer(api.GET('/v1/deliveries/{id}/request', { params: { path: { id } } })),
    staleTime: Infinity,
  });
}

export function resendDelivery(id: string): Promise<Delivery> {
  return answer(api.POST('/v1/deliveries/{id}/resend', { params: { path: { id } }, body: {} }));
}

/** The circuits that are not closed; at most 200. */
export const circuitsQuery = queryOptions({
  queryKey: ['circuits', 'all'],
  queryFn: () => answer(api.GET('/v1/circuits', { params: { query: { limit: 200 } } })),
  refetchInterval: LIVE_MS,
});

/** How many webhooks a request for circuits or statistics can name. */
export const WEBHOOKS_AT_ONCE = 50;

/** The circuits of these webhooks that are not closed. At most 50 webhooks. */
export function circuitsOfQuery(webhookIds: readonly string[]) {
  return queryOptions({
    queryKey: ['circuits', 'of', webhookIds],
    queryFn: () =>
      answer(
        api.GET('/v1/circuits', {
          params: { query: { webhook_id: [...webhookIds], limit: WEBHOOKS_AT_ONCE } },
        }),
      ),
    refetchInterval: LIVE_MS,
  });
}

/**
 * The statistics of the workspace over the last 24 hours, by the hour, and of the webhooks that fail most and that are the slowest ones.
 */
export const statisticsQuery = queryOptions({
  queryKey: ['statistics', 'all'],
  queryFn: () => answer(api.GET('/v1/statistics', { params: { query: { group_by: 'webhook_id' } } })),
  staleTime: 15_000,
  refetchInterval: 30_000,
});

/** The statistics of these webhooks over the last 24 hours, by the hour. At most 50 webhooks. */
export function webhookStatisticsQuery(webhookIds: readonly string[]) {
  return queryOptions({
    queryKey: ['statistics', 'of', webhookIds],
    queryFn: () =>
      answer(
        api.GET('/v1/statistics', {
          params: { query: { group_by: 'webhook_id', webhook_id: [...webhookIds] } },
        }),
      ),
    staleTime: 15_000,
    refetchInterval: 30_000,
  });
}

/** The recoveries of a webhook, newest first; read again while one runs. */
export function recoveriesQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['recoveries', webhookId],
    queryFn: () =>
      answer(api.GET('/v1/recoveries', { params: { query: { webhook_id: webhookId, limit: 5 } } })),
    refetchInterval: ({ state }) =>
      state.data?.items.some((recovery) => recovery.state === 'running') ? LIVE_MS : false,
  });
}

export function startRecovery(body: StartRecovery): Promise<Recovery> {
  return answer(api.POST('/v1/recoveries', { body }));
}

export function cancelRecovery(id: string): Promise<void> {
  return done(api.DELETE('/v1/recoveries/{id}', { params: { path: { id } } }));
}

/** The endpoint and the body of a test event, as it would be sent now. */
export function testEventPreviewQuery(webhookId: string, event: Delivery['event']) {
  return queryOptions({
    queryKey: ['test-events', 'preview', webhookId, event],
    queryFn: () =>
      answer(api.GET('/v1/test-events/preview', { params: { query: { webhook_id: webhookId, event } } })),
  });
}

/** Sends an example of an event at once, and answers with the whole exchange. */
export function sendTestEvent(webhookId: string, event: Delivery['event']): Promise<TestAttempt> {
  return answer(api.POST('/v1/test-events', { body: { webhook_id: webhookId, event } })).then(
    ({ attempt }) => attempt,
  );
}
