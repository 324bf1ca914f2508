import {
  AUDIT_ACTIONS,
  AUDIT_TARGET_KINDS,
  type AuditAction,
  type AuditTargetKind,
} from '@flowforge/contracts/audit/audit-words';
import { ChoiceField, IdField, ObjectField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import { ACTOR_KINDS } from './audit-log.js';
import type { StoredAuditEntry } from './audit-log.store.js';

/** Which entries of the audit log to show. */
export class ListAuditLogQueryDto extends ListQueryDto {
  @ChoiceField({
    description: 'Only entries about this kind of target. Default: all kinds.',
    example: 'webhook',
    choices: AUDIT_TARGET_KINDS,
    optional: true,
  })
  target_kind?: AuditTargetKind;

  @IdField({
    description: 'Only entries about the target with this id, a UUID. Default: all targets.',
    example: '0196f0a1-2a31-7c0d-b7f4-6a1e0c9b2d55',
    optional: true,
  })
  target_id?: string;

  @IdField({
    description: 'Only what the user or api key with this id has done, a UUID. Default: all actors.',
    example: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60',
    optional: true,
  })
  actor_id?: string;
}

/** Who did something. */
export class AuditActorDto {
  @ChoiceField({
    description:
      'Kind of the actor: a user, an api key, the `operator` of the installation, or Flowforge itself (`system`).',
    example: 'user',
    choices: ACTOR_KINDS,
  })
  kind: string;

  @IdField({
    description: 'Id of the user or of the api key, a UUID. Null for `operator` and `system`.',
    example: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60',
    nullable: true,
  })
  id: string | null;

  @TextField({
    description:
      'E-mail address of the user or name of the api key, as it was then. Null for `operator` and `system`.',
    example: 'ada@example.com',
    nullable: true,
    max: 254,
  })
  name: string | null;
}

/** What something was done to. */
export class AuditTargetDto {
  @ChoiceField({ description: 'Kind of the target.', example: 'webhook', choices: AUDIT_TARGET_KINDS })
  kind: string;

  @IdField({ description: 'Id of the target, a UUID.', example: '0196f0a1-2a31-7c0d-b7f4-6a1e0c9b2d55' })
  id: string;

  @TextField({
    description: 'Name or e-mail address of the target, as it was then. Null where it has none.',
    example: 'CRM',
    nullable: true,
    max: 254,
  })
  name: string | null;
}

/** One changed field. */
export class AuditChangeDto {
  @TextField({ description: 'Name of the field.', example: 'endpoint', max: 100 })
  field: string;

  @TextField({
    description:
      'Value before. Null when it is not recorded: only roles and `enabled` are, because other values may be secret.',
    example: null,
    nullable: true,
    max: 100,
  })
  from: string | null;

  @TextField({
    description: 'Value after. Null when it is not recorded.',
    example: null,
    nullable: true,
    max: 100,
  })
  to: string | null;
}

/** One entry of the audit log. It never contains a secret. */
export class AuditEntryDto {
  @IdField({ description: 'Id of the entry, a UUID.', example: '0199d1a3-11c4-7d20-8e5f-0b7a91d3c268' })
  id: string;

  @ObjectField({ description: 'Who did it.', of: () => AuditActorDto })
  actor: AuditActorDto;

  @ChoiceField({
    description:
      'What was done. `captured_forms.exported` is about the form, `recovery.started` and `test_event.sent` are about the webhook. `session.refused` is a wrong password of this account, sent by somebody who wanted to sign in, to accept an invitation, or to change the password.',
    example: 'webhook.updated',
    choices: AUDIT_ACTIONS,
  })
  action: AuditAction;

  @ObjectField({ description: 'What it was done to.', of: () => AuditTargetDto })
  target: AuditTargetDto;

  @ObjectListField({
    description: 'The fields that were changed. Empty when something was created or deleted.',
    of: () => AuditChangeDto,
    maxItems: 50,
  })
  changes: AuditChangeDto[];

  @TextField({
    description: 'The IP address that the request came from. Null for `operator` and `system`.',
    example: '192.0.2.44',
    nullable: true,
    max: 45,
  })
  address: string | null;

  @TimeField({
    description:
      'When it was done, in RFC 3339 (UTC). What was done to assistants, forms, intents, widgets, conversations and deliveries is usually shown within a second.',
    example: '2026-05-20T09:30:00.250Z',
  })
  created_at: string;
}

/** A page of the audit log. */
export class AuditLogDto extends ListDto(AuditEntryDto) {}

/** Converts an entry to its API representation. */
export function auditEntryDto(entry: StoredAuditEntry): AuditEntryDto {
  return {
    id: entry.id,
    actor: { kind: entry.actor_kind, id: entry.actor_id, name: entry.actor_name },
    action: entry.action,
    target: { kind: entry.target_kind, id: entry.target_id, name: entry.target_name },
    changes: entry.changes,
    address: entry.address,
    created_at: entry.created_at.toISOString(),
  };
}
