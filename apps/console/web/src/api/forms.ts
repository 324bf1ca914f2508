import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/conversations.js';
import { answer, done } from './answer.js';
import { api } from './client.js';
import { ifMatch } from './if-match.js';

export type Form = components['schemas']['Form'];
export type CreateForm = components['schemas']['CreateForm'];
export type ChangeForm = components['schemas']['ChangeForm'];

export function listForms(cursor: string | undefined) {
  return answer(api.GET('/v1/forms', { params: { query: { cursor } } }));
}

export function formQuery(id: string) {
  return queryOptions({
    queryKey: ['forms', 'one', id],
    queryFn: () => answer(api.GET('/v1/forms/{id}', { params: { path: { id } } })),
  });
}

/** The newest 200, for a drop-down. */
export const formChoicesQuery = queryOptions({
  queryKey: ['forms', 'choices'],
  queryFn: () => answer(api.GET('/v1/forms', { params: { query: { limit: 200 } } })),
});

export function createForm(body: CreateForm): Promise<Form> {
  return answer(api.POST('/v1/forms', { body }));
}

/** Changes it as it was read; 412 if somebody else has changed it since. */
export function updateForm(base: Form, body: ChangeForm): Promise<Form> {
  return answer(
    api.PATCH('/v1/forms/{id}', { params: { path: { id: base.id }, header: ifMatch(base) }, body }),
  );
}

export function deleteForm(id: string): Promise<void> {
  return done(api.DELETE('/v1/forms/{id}', { params: { path: { id } } }));
}
