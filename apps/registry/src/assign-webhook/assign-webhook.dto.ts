import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import { ChoiceListField, IdField } from '@flowforge/service-kit/http/fields';

export class AssignWebhookDto {
  @IdField({ description: 'Id of the webhook, a UUID.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
  webhook_id: string;

  @IdField({
    description: 'Id of the assistant whose events are sent. Give either this or `form_id`.',
    example: '018cd9c8-e317-7079-accd-17be51784256',
    optional: true,
  })
  assistant_id?: string;

  @IdField({
    description: 'Id of the form whose events are sent. Give either this or `assistant_id`.',
    optional: true,
  })
  form_id?: string;

  @ChoiceListField({
    description:
      'The events it brings. For a form: `captured_form.created`. For an assistant: `captured_intent.created` and `conversation.closed`, unless others are named.',
    example: ['captured_intent.created', 'conversation.closed'],
    choices: EVENT_TYPES,
    optional: true,
    minItems: 1,
    maxItems: EVENT_TYPES.length,
  })
  event_types?: EventType[];
}
