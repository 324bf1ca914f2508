import type { components } from '../../generated/registry.js';
import { answer } from './answer.js';
import { api } from './client.js';

export type AuditEntry = components['schemas']['AuditEntry'];

/** A page of what was changed in the workspace, newest first. */
export function listAuditLog(cursor: string | undefined) {
  return answer(api.GET('/v1/audit-log', { params: { query: { cursor } } }));
}
