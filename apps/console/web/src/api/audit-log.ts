import type { AuditTargetKind } from '@flowforge/contracts/audit/audit-words';
import type { components } from '../../generated/registry.js';
import { answer } from './answer.js';
import { api } from './client.js';

export type AuditEntry = components['schemas']['AuditEntry'];

/** The filters of the log. */
export interface AuditFilters {
  target_kind?: AuditTargetKind;
  actor_id?: string;
}

/** A page of what was changed in the workspace, newest first. */
export function listAuditLog(filters: AuditFilters, cursor: string | undefined) {
  return answer(api.GET('/v1/audit-log', { params: { query: { ...filters, cursor } } }));
}
