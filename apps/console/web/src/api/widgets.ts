import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/conversations.js';
import { answer, done } from './answer.js';
import { api } from './client.js';
import { ifMatch } from './if-match.js';

export type Widget = components['schemas']['Widget'];
export type CreateWidget = components['schemas']['CreateWidget'];
export type ChangeWidget = components['schemas']['ChangeWidget'];

export function listWidgets(cursor: string | undefined) {
  return answer(api.GET('/v1/widgets', { params: { query: { cursor } } }));
}

export function widgetQuery(id: string) {
  return queryOptions({
    queryKey: ['widgets', 'one', id],
    queryFn: () => answer(api.GET('/v1/widgets/{id}', { params: { path: { id } } })),
  });
}

/** The newest 200. */
export const widgetChoicesQuery = queryOptions({
  queryKey: ['widgets', 'choices'],
  queryFn: () => answer(api.GET('/v1/widgets', { params: { query: { limit: 200 } } })),
});

export function createWidget(body: CreateWidget): Promise<Widget> {
  return answer(api.POST('/v1/widgets', { body }));
}

/** Changes it as it was read; 412 if somebody else has changed it since. */
export function updateWidget(base: Widget, body: ChangeWidget): Promise<Widget> {
  return answer(
    api.PATCH('/v1/widgets/{id}', { params: { path: { id: base.id }, header: ifMatch(base) }, body }),
  );
}

export function deleteWidget(id: string): Promise<void> {
  return done(api.DELETE('/v1/widgets/{id}', { params: { path: { id } } }));
}
