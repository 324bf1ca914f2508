import { DEVICE_TYPES, type DeviceType } from '@flowforge/contracts/words';
import {
  ChoiceField,
  IdField,
  MapField,
  ObjectListField,
  TextField,
} from '@flowforge/service-kit/http/fields';
import { MessageDto } from '../message/message.dto.js';

export class StartConversationDto {
  @IdField({
    description: 'A widget of the channel `chat`.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  widget_id: string;

  @ChoiceField({
    description: 'What the visitor uses; left out, the User-Agent tells.',
    example: 'mobile',
    optional: true,
    choices: DEVICE_TYPES,
  })
  device_type?: DeviceType;

  @MapField({
    description:
      'What the page knows: up to 50 texts, numbers, flags or nulls, 8 KB in all. It comes with the webhooks.',
    example: { page: '/hire', campaign: 'spring' },
    optional: true,
  })
  attributes?: Record<string, unknown>;
}

export class StartedConversationDto {
  @IdField({ description: 'The conversation.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  conversation_id: string;

  @TextField({
    description:
      'Send it as "Authorization: Bearer <token>". Given once: null when an Idempotency-Key is repeated.',
    example: 'ffv_3q2-8Zb1kJx0N0uSg2oQpF6yQk1m3yT5rYb9wV7cXaE',
    nullable: true,
    max: 100,
  })
  visitor_token: string | null;

  @ObjectListField({ description: 'The greeting, if there is one.', of: () => MessageDto, maxItems: 1 })
  messages: MessageDto[];
}
