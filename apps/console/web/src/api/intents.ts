import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/conversations.js';
import { answer, done } from './answer.js';
import { api } from './client.js';
import { ifMatch } from './if-match.js';

export type Intent = components['schemas']['Intent'];
export type CreateIntent = components['schemas']['CreateIntent'];
export type ChangeIntent = components['schemas']['ChangeIntent'];

export function listIntents(cursor: string | undefined) {
  return answer(api.GET('/v1/intents', { params: { query: { cursor } } }));
}

export function intentQuery(id: string) {
  return queryOptions({
    queryKey: ['intents', 'one', id],
    queryFn: () => answer(api.GET('/v1/intents/{id}', { params: { path: { id } } })),
  });
}

/** The newest 200, for a drop-down. */
export const intentChoicesQuery = queryOptions({
  queryKey: ['intents', 'choices'],
  queryFn: () => answer(api.GET('/v1/intents', { params: { query: { limit: 200 } } })),
});

export function createIntent(body: CreateIntent): Promise<Intent> {
  return answer(api.POST('/v1/intents', { body }));
}

/** Changes it as it was read; 412 if somebody else has changed it since. */
export function updateIntent(base: Intent, body: ChangeIntent): Promise<Intent> {
  return answer(
    api.PATCH('/v1/intents/{id}', { params: { path: { id: base.id }, header: ifMatch(base) }, body }),
  );
}

export function deleteIntent(id: string): Promise<void> {
  return done(api.DELETE('/v1/intents/{id}', { params: { path: { id } } }));
}

export type Classification = components['schemas']['Classification'];

/** Which intent of an assistant a message would be, with the runner-up. Nothing is captured. */
export function classifyMessage(body: { assistant_id: string; text: string }): Promise<Classification> {
  return answer(api.POST('/v1/intents/classify', { body }));
}
