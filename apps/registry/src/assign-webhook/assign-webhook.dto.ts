import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import { IdField } from '@flowforge/service-kit/http/fields';
import { ChoiceListField } from '@flowforge/service-kit/http/list-fields';

/** Body of a request that assigns a webhook to an assistant or a form. */
export class AssignWebhookDto {
  @IdField({ description: 'Id of the webhook, a UUID.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
  webhook_id: string;

  @IdField({
    description:
      'Id of the assistant whose events are sent, a UUID. Exactly one of `assistant_id` and `form_id` is required.',
    example: '018cd9c8-e317-7079-accd-17be51784256',
    optional: true,
  })
  assistant_id?: string;

  @IdField({
    description:
      'Id of the form whose events are sent, a UUID. Exactly one of `assistant_id` and `form_id` is required.',
    optional: true,
  })
  form_id?: string;

  @ChoiceListField({
    description:
      'Types of events that are sent to the webhook, each at most once. A form allows only `captured_form.created`, which is also its default. An assistant allows all types; its default is `captured_intent.created` and `conversation.closed`.',
    example: ['captured_intent.created', 'conversation.closed'],
    choices: EVENT_TYPES,
    optional: true,
    minItems: 1,
    maxItems: EVENT_TYPES.length,
  })
  event_types?: EventType[];
}
