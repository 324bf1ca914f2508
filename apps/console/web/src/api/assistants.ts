import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/conversations.js';
import { answer, done } from './answer.js';
import { api } from './client.js';
import { ifMatch } from './if-match.js';

export type Assistant = components['schemas']['Assistant'];
export type ChangeAssistant = components['schemas']['ChangeAssistant'];

export function listAssistants(cursor: string | undefined) {
  return answer(api.GET('/v1/assistants', { params: { query: { cursor } } }));
}

export function assistantQuery(id: string) {
  return queryOptions({
    queryKey: ['assistants', 'one', id],
    queryFn: () => answer(api.GET('/v1/assistants/{id}', { params: { path: { id } } })),
  });
}

/** The newest 200 assistants, for a drop-down. */
export const assistantChoicesQuery = queryOptions({
  queryKey: ['assistants', 'choices'],
  queryFn: () => answer(api.GET('/v1/assistants', { params: { query: { limit: 200 } } })),
});

export function createAssistant(body: components['schemas']['CreateAssistant']): Promise<Assistant> {
  return answer(api.POST('/v1/assistants', { body }));
}

/** Changes the assistant as it was read; 412 if somebody else has changed it since. */
export function updateAssistant(base: Assistant, body: ChangeAssistant): Promise<Assistant> {
  return answer(
    api.PATCH('/v1/assistants/{id}', { params: { path: { id: base.id }, header: ifMatch(base) }, body }),
  );
}

export function deleteAssistant(id: string): Promise<void> {
  return done(api.DELETE('/v1/assistants/{id}', { params: { path: { id } } }));
}
