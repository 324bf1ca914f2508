import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/registry.js';
import { answer, done } from './answer.js';
import { api } from './client.js';
import { ifMatch } from './if-match.js';
import { LIVE_MS, readPages } from './pages.js';

export type Webhook = components['schemas']['Webhook'];
export type CreatedWebhook = components['schemas']['CreatedWebhook'];
export type CreateWebhook = components['schemas']['CreateWebhook'];
export type UpdateWebhook = components['schemas']['UpdateWebhook'];

/** A page of the webhooks, newest first. */
export function listWebhooks(cursor: string | undefined, limit?: number) {
  return answer(api.GET('/v1/webhooks', { params: { query: { cursor, limit } } }));
}

/** One webhook. Live: its state changes when its endpoint asks for no more events. */
export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: ['webhooks', 'one', id],
    queryFn: () => answer(api.GET('/v1/webhooks/{id}', { params: { path: { id } } })),
    refetchInterval: 2 * LIVE_MS,
  });
}

export function createWebhook(body: CreateWebhook): Promise<CreatedWebhook> {
  return answer(api.POST('/v1/webhooks', { body }));
}

/** Changes the webhook as it was read; 412 if somebody else has changed it since. */
export function updateWebhook(webhook: Webhook, body: UpdateWebhook): Promise<Webhook> {
  return answer(
    api.PATCH('/v1/webhooks/{id}', {
      params: { path: { id: webhook.id }, header: ifMatch(webhook) },
      body,
    }),
  );
}

export function deleteWebhook(id: string): Promise<void> {
  return done(api.DELETE('/v1/webhooks/{id}', { params: { path: { id } } }));
}

export function rotateSecret(id: string, overlapSeconds: number): Promise<{ secret: string }> {
  return answer(
    api.POST('/v1/webhooks/{id}/rotate-secret', {
      params: { path: { id } },
      body: { overlap_seconds: overlapSeconds },
    }),
  );
}

/** Pages of 200 webhooks that are read for a drop-down. */
const CHOICE_PAGES = 10;

/** The newest 2,000 webhooks, for a drop-down that is searched by typing. With a `next_cursor` there are more. */
export const webhookChoicesQuery = queryOptions({
  queryKey: ['webhooks', 'choices'],
  queryFn: () => readPages((cursor) => listWebhooks(cursor, 200), CHOICE_PAGES),
});

/** The name of a webhook that is not among the choices. */
export function webhookNameQuery(id: string) {
  return queryOptions({ ...webhookQuery(id), refetchInterval: false, staleTime: 60_000 });
}
