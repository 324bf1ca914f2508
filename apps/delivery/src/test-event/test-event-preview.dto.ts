import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TextField } from '@flowforge/service-kit/http/fields';

/** Which test event to show. */
export class PreviewTestEventDto {
  @IdField({
    description: 'Id of the webhook, a UUID. It may be disabled.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  })
  webhook_id: string;

  @ChoiceField({
    description: 'Type of the event to show an example of.',
    choices: EVENT_TYPES,
    example: 'captured_form.created',
  })
  event: EventType;
}

/** What a test event would send. */
export class TestEventPreviewDto {
  @TextField({
    description: 'The endpoint of the webhook.',
    example: 'https://example.com/hooks',
    max: 2_048,
  })
  url: string;

  @TextField({
    description: 'The body of the request in the payload version of the webhook.',
    example: '{"id":"…"}',
    max: 1_048_576,
  })
  body: string;
}
