import type { components } from '../../generated/registry.js';
import { answer, done } from './answer.js';
import { api } from './client.js';

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

export function assignWebhook(body: CreateAssignment): Promise<Assignment> {
  return answer(api.POST('/v1/assignments', { body }));
}

export function unassignWebhook(id: string): Promise<void> {
  return done(api.DELETE('/v1/assignments/{id}', { params: { path: { id } } }));
}
