import { toApiTime } from '@flowforge/contracts/time';
import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import { IdField, TimeField } from '@flowforge/service-kit/http/fields';
import { ChoiceListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import type { Assignment } from './assignment.js';

/** An assignment in the API. */
export class AssignmentDto {
  @IdField({ description: 'Id of the assignment, a UUID.', example: '0196f0a2-11c4-7b90-8e55-d20f3a6c7e18' })
  id: string;

  @IdField({ description: 'Id of the webhook, a UUID.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
  webhook_id: string;

  @IdField({
    description: 'Id of the assistant whose events are sent, a UUID. Null when the assignment is to a form.',
    example: '018cd9c8-e317-7079-accd-17be51784256',
    nullable: true,
  })
  assistant_id: string | null;

  @IdField({
    description: 'Id of the form whose events are sent, a UUID. Null when the assignment is to an assistant.',
    example: null,
    nullable: true,
  })
  form_id: string | null;

  @ChoiceListField({
    description: 'The types of events of this assistant or form that are sent to the webhook.',
    example: ['captured_intent.created', 'conversation.closed'],
    choices: EVENT_TYPES,
    minItems: 1,
    maxItems: EVENT_TYPES.length,
  })
  event_types: EventType[];

  @TimeField({
    description:
      'When the assignment was created, in RFC 3339 (UTC). Events that happen from this time on are sent.',
    example: '2026-05-20T09:30:38.488Z',
  })
  created_at: string;
}

/** A page of assignments. */
export class AssignmentListDto extends ListDto(AssignmentDto) {}

/** Filters of the list of assignments. Only assignments that match all given filters are listed. */
export class AssignmentQueryDto extends ListQueryDto {
  @IdField({
    description: 'Only assignments to this assistant. A UUID. Without it, to all assistants.',
    optional: true,
  })
  assistant_id?: string;

  @IdField({
    description: 'Only assignments to this form. A UUID. Without it, to all forms.',
    optional: true,
  })
  form_id?: string;

  @IdField({
    description: 'Only assignments of this webhook. A UUID. Without it, of all webhooks.',
    optional: true,
  })
  webhook_id?: string;
}

/** Converts an assignment to its API representation. */
export function assignmentDto(assignment: Assignment): AssignmentDto {
  const { kind, id } = assignment.source;
  return {
    id: assignment.id,
    webhook_id: assignment.webhookId,
    assistant_id: kind === 'assistant' ? id : null,
    form_id: kind === 'form' ? id : null,
    event_types: assignment.eventTypes,
    created_at: toApiTime(assignment.validFrom),
  };
}
