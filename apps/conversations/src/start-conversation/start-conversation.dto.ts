import { DEVICE_TYPES, type DeviceType } from '@flowforge/contracts/words';
import { ChoiceField, IdField, MapField, TextField } from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { MessageDto } from '../message/message.dto.js';

export class StartConversationDto {
  @IdField({
    description: 'The id of a widget of the channel `chat`.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  widget_id: string;

  @ChoiceField({
    description:
      'The kind of device of the visitor. Default: derived from the `User-Agent`, `desktop` when that does not tell.',
    example: 'mobile',
    optional: true,
    choices: DEVICE_TYPES,
  })
  device_type?: DeviceType;

  @MapField({
    description:
      'Data of the page: up to 50 keys of 1 to 64 characters, each with a text, number, boolean or null, at most 8 KB as JSON. Webhooks carry it. Default: empty.',
    example: { page: '/products', campaign: 'spring' },
    optional: true,
  })
  attributes?: Record<string, unknown>;
}

export class StartedConversationDto {
  @IdField({ description: 'The id of the conversation.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  conversation_id: string;

  @TextField({
    description:
      'The token of the visitor. Send it as `Authorization: Bearer <token>`. It is answered once: null when the request repeats an `Idempotency-Key`. ' +
      'It is valid for this conversation as long as the conversation is stored, also after its end; then the answer is 401. A page that keeps it goes on after a reload: ' +
      'it reads the messages, and then opens the stream after the last `seq`.',
    example: 'ffv_3q2-8Zb1kJx0N0uSg2oQpF6yQk1m3yT5rYb9wV7cXaE',
    nullable: true,
    max: 100,
  })
  visitor_token: string | null;

  @ObjectListField({
    description: "The assistant's greeting; empty when it has none.",
    of: () => MessageDto,
    maxItems: 1,
  })
  messages: MessageDto[];
}
