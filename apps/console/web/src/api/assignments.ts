import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/registry.js';
import { answer, done } from './answer.js';
import { api } from './client.js';
import { LIVE_MS } from './pages.js';

export type Assignment = components['schemas']['Assignment'];
export type CreateAssignment = components['schemas']['AssignWebhook'];

/** Which assignments to list: those of a webhook, an assistant or a form. */
export interface AssignmentFilter {
  webhook_id?: string;
  assistant_id?: string;
  form_id?: string;
}

export function listAssignments(filter: AssignmentFilter, cursor: string | undefined) {
  return answer(api.GET('/v1/assignments', { params: { query: { ...filter, cursor } } }));
}

/** The newest 200 assignments of the workspace. */
export const newestAssignmentsQuery = queryOptions({
  queryKey: ['assignments', 'newest'],
  queryFn: () => answer(api.GET('/v1/assignments', { params: { query: { limit: 200 } } })),
});

/** The assignments of an assistant or a form, at most 200, read again while the page is visible. */
export function assignmentsOfQuery(source: AssignmentFilter) {
  return queryOptions({
    queryKey: ['assignments', 'of', source],
    queryFn: () => answer(api.GET('/v1/assignments', { params: { query: { ...source, limit: 200 } } })),
    refetchInterval: LIVE_MS,
  });
}

export function assignWebhook(body: CreateAssignment): Promise<Assignment> {
  return answer(api.POST('/v1/assignments', { body }));
}

export function unassignWebhook(id: string): Promise<void> {
  return done(api.DELETE('/v1/assignments/{id}', { params: { path: { id } } }));
}
