import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { type Instant, InstantSchema } from '../time.js';
import type { AuditAction, AuditTargetKind } from './audit-words.js';

/** A word of a newer release may be one that the registry does not know. It is stored as it is. */
const Word = Type.String({ pattern: /^[a-z_]+(\.[a-z_]+)?$/, maxLength: 60 });
const Nullable = (maxLength: number) => Type.Union([Type.String({ maxLength }), Type.Null()]);

/** Maximum length of a name, in UTF-16 code units. */
const NAME_MAX = 254;

/**
 * Something that a user or an api key did in a service that does not keep the audit log itself. The registry stores it. It never has
 * a secret, nor the value of a form.
 *
 * - `id` is a UUIDv7, minted where it happened: an entry that is sent twice is stored once.
 * - `actor.address` is the IP address of the request.
 * - `target.name` is a label for people, as it was then; null where the thing has none.
 * - `changes` has the names of changed fields. Values are null where they are not recorded.
 */
export const AuditEntrySchema = Type.Object({
  id: Uuid,
  workspace_id: Uuid,
  occurred_at: InstantSchema,
  actor: Type.Object({
    kind: Type.Union([Type.Literal('user'), Type.Literal('api_key')]),
    id: Uuid,
    address: Type.String({ maxLength: 45 }),
  }),
  action: Word,
  target: Type.Object({ kind: Word, id: Uuid, name: Nullable(NAME_MAX) }),
  changes: Type.Array(
    Type.Object({ field: Type.String({ maxLength: 100 }), from: Nullable(100), to: Nullable(100) }),
    { maxItems: 50 },
  ),
});
export type AuditEntry = Static<typeof AuditEntrySchema>;

/** Who did something: the user or the api key that sent the request, and from which IP address. */
export type AuditActor = AuditEntry['actor'];

/** What was done, and to what. */
export interface AuditDeed {
  action: AuditAction;
  target: { kind: AuditTargetKind; id: string; name: string | null };
  /** Names of the changed fields of the API; none when something was created or deleted. */
  changedFields?: readonly string[];
}

/**
 * The entry of a deed.
 *
 * @param id a new UUIDv7
 */
export function auditEntry(
  id: string,
  workspaceId: string,
  occurredAt: Instant,
  actor: AuditActor,
  { action, target, changedFields = [] }: AuditDeed,
): AuditEntry {
  return {
    id,
    workspace_id: workspaceId,
    occurred_at: occurredAt,
    actor,
    action,
    target,
    changes: changedFields.map((field) => ({ field, from: null, to: null })),
  };
}
