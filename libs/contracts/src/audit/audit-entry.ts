import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { Uuid } from '../ids.js';
import { type Instant, InstantSchema } from '../time.js';
import type { AuditAction, AuditTargetKind } from './audit-words.js';

/** A word of a newer release may be one that the registry does not know. It is stored as it is. */
const Word = Type.String({ pattern: /^[a-z_]+(\.[a-z_]+)?$/, maxLength: 60 });
const Nullable = (maxLength: number) => Type.Union([Type.String({ maxLength }), Type.Null()]);

/** Maximum lengths of texts, in code points. The HTTP edge counts some pairs of code points as one character, such as “❤️”. */
const NAME_MAX = 254;
const FIELD_MAX = 100;
/** An IPv6 address with an IPv4 part. One with a zone id can be longer. */
const ADDRESS_MAX = 45;
/** Maximum number of changed fields. */
const CHANGES_MAX = 50;

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
    address: Type.String({ maxLength: ADDRESS_MAX }),
  }),
  action: Word,
  target: Type.Object({ kind: Word, id: Uuid, name: Nullable(NAME_MAX) }),
  changes: Type.Array(
    Type.Object({
      field: Type.String({ maxLength: FIELD_MAX }),
      from: Nullable(FIELD_MAX),
      to: Nullable(FIELD_MAX),
    }),
    { maxItems: CHANGES_MAX },
  ),
});
export type AuditEntry = Static<typeof AuditEntrySchema>;

const entrySchema = compile(AuditEntrySchema);

/** Whether a value is an entry that the registry can store. */
export function isAuditEntry(value: unknown): value is AuditEntry {
  return entrySchema.check(value);
}

/** The JSON pointer of the first part of a value that is wrong in an entry. It has no text of the value. */
export function auditEntryErrorPath(value: unknown): string {
  return entrySchema.errorPath(value);
}

/** Who did something: the user or the api key that sent the request, and from which IP address. */
export type AuditActor = AuditEntry['actor'];

/** What was done, and to what. */
export interface AuditedAction {
  action: AuditAction;
  target: { kind: AuditTargetKind; id: string; name: string | null };
  /** Names of the changed fields of the API; none when something was created or deleted. */
  changedFields?: readonly string[];
}

/**
 * Makes the entry of an action. What is longer than the contract allows is shortened, because the registry would refuse the entry.
 *
 * @param id a new UUIDv7
 */
export function auditEntry(
  id: string,
  workspaceId: string,
  occurredAt: Instant,
  actor: AuditActor,
  { action, target, changedFields = [] }: AuditedAction,
): AuditEntry {
  return {
    id,
    workspace_id: workspaceId,
    occurred_at: occurredAt,
    actor: { ...actor, address: shorten(actor.address, ADDRESS_MAX) },
    action,
    target: { ...target, name: target.name === null ? null : shorten(target.name, NAME_MAX) },
    changes: changedFields
      .slice(0, CHANGES_MAX)
      .map((field) => ({ field: shorten(field, FIELD_MAX), from: null, to: null })),
  };
}

/** The first `max` code points of a text. */
function shorten(text: string, max: number): string {
  return [...text].slice(0, max).join('');
}
