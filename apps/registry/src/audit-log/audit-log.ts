import type { AuditTargetKind } from '@flowforge/contracts/audit/audit-words';

/** Who can act: a user, an api key, the operator's command, or Flowforge itself. */
export const ACTOR_KINDS = ['user', 'api_key', 'operator', 'system'] as const;

/** Who acts, and from which IP address. */
export interface Actor {
  kind: (typeof ACTOR_KINDS)[number];
  /** Id of the user or api key; null for the others. */
  id: string | null;
  /** Null where no request of a client is the cause. */
  address: string | null;
}

export const OPERATOR: Actor = { kind: 'operator', id: null, address: null };
export const SYSTEM: Actor = { kind: 'system', id: null, address: null };

/** What was changed. `name` is a label for people, such as the name of a webhook or the e-mail address of a user. */
export interface Target {
  kind: AuditTargetKind;
  id: string;
  name: string | null;
}

/** A field that was changed. The values are recorded for roles and `enabled` only: others may hold something secret. */
export interface Change {
  field: string;
  from: string | null;
  to: string | null;
}

/** Changed fields whose values are not recorded. */
export function changedFields(fields: readonly string[]): Change[] {
  return fields.map((field) => ({ field, from: null, to: null }));
}
