import { AUDIT_TARGET_KINDS } from '@flowforge/contracts/audit/audit-words';
import { isUuid } from '@flowforge/contracts/ids';
import type { AuditFilters } from '../../../api/audit-log.js';

/** Reads the filters of the audit log from a URL; what is not one of the choices is left out. */
export function readAuditSearch(search: Record<string, unknown>): AuditFilters {
  const kind = AUDIT_TARGET_KINDS.find((each) => each === search['target_kind']);
  const actor = search['actor_id'];
  return {
    ...(kind && { target_kind: kind }),
    ...(typeof actor === 'string' && isUuid(actor) && { actor_id: actor }),
  };
}
