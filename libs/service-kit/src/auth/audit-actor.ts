import type { AuditActor } from '@flowforge/contracts/audit/audit-entry';
import type { Caller } from './caller.js';

/** Who did something, for the audit log: the sender of a request. */
export function actorOf({ principal, address }: Caller): AuditActor {
  // A route with @RequireScope has no other callers.
  return { kind: principal.kind === 'user' ? 'user' : 'api_key', id: principal.id, address };
}
