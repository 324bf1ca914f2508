import { toApiTime } from '@flowforge/contracts/time';
import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import { ChoiceListField, IdField, TimeField } from '@flowforge/service-kit/http/fields';
import type { Assignment } from './assignment.js';

/** An assignment as it is shown. */
export class AssignmentDto {
  @IdField({ description: 'Id.', example: '0196f0a2-11c4-7b90-8e55-d20f3a6c7e18' })
  id: string;

  @IdField({ description: 'The webhook that listens.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
  webhook_id: string;

  @IdField({
    description: 'The assistant it listens to; null when it is a form.',
    example: '018cd9c8-e317-7079-accd-17be51784256',
    nullable: true,
  })
  assistant_id: string | null;

  @IdField({
    description: 'The form it listens to; null when it is an assistant.',
    example: null,
    nullable: true,
  })
  form_id: string | null;

  @ChoiceListField({
    description: 'The events it brings.',
    example: ['captured_intent.created', 'conversation.closed'],
    choices: EVENT_TYPES,
    minItems: 1,
    maxItems: EVENT_TYPES.length,
  })
  event_types: EventType[];

  @TimeField({ description: 'From when on it counts.', example: '2026-05-20T09:30:38.488Z' })
  created_at: string;
}

export function showAssignment(assignment: Assignment): AssignmentDto {
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
