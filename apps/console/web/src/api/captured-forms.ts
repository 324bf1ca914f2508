import type { components } from '../../generated/conversations.js';
import { answer } from './answer.js';
import { api } from './client.js';

export type CapturedForm = components['schemas']['CapturedForm'];

/** A page of what visitors have submitted, newest first. */
export function listCapturedForms(
  filter: { form_id?: string; conversation_id?: string },
  cursor: string | undefined,
) {
  return answer(api.GET('/v1/captured-forms', { params: { query: { ...filter, cursor } } }));
}
