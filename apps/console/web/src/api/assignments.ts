import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/registry.js';
import { answer, done } from './answer.js';
import { api } from './client.js';
import { readPages } from './pages.js';

export type Assignment = components['schemas']['Assignment'];
export type CreateAssignment = components['schemas']['AssignWebhook'];

/** Which assignments to list: those of a webhook, an assistant or a form. */
export interface AssignmentFilter {
  webhook_id?: string;
  assistant_id?: string;
  form_id?: string;
}

export function listAssignments(filter: AssignmentFilter, cursor: string | undefined, limit?: number) {
  return answer(api.GET('/v1/assignments', { params: { query: { ...filter, cursor, limit } } }));
}

/** Pages of 200 assignments that are read at once. */
const ALL_PAGES = 5;

/** The newest 1,000 assignments of the workspace. With a `next_cursor` there are more. */
export const allAssignmentsQuery = queryOptions({
  queryKey: ['assignments', 'all'],
  queryFn: () => readPages((cursor) => listAssignments({}, cursor, 200), ALL_PAGES),
});

export function assignWebhook(body: CreateAssignment): Promise<Assignment> {
  return answer(api.POST('/v1/assignments', { body }));
}

export function unassignWebhook(id: string): Promise<void> {
  return done(api.DELETE('/v1/assignments/{id}', { params: { path: { id } } }));
}
