import { IdField, ObjectField, TextField } from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { FormFieldDto } from '../form/form.dto.js';
import { MessageDto } from '../message/message.dto.js';

export class SendMessageDto {
  @TextField({
    description: 'The message of the visitor, 1 to 4,000 characters, not only spaces.',
    example: 'I would like to talk to sales',
    max: 4_000,
    pattern: /\S/,
    patternHint: 'must not be blank',
  })
  text: string;

  @TextField({
    description:
      'Your own id of the message, unique in the conversation, 1 to 100 characters. Keep it until the answer has come, and send it again with the same text when it has not: ' +
      'the message is stored once, and each request gets the first answer, also after the end of the conversation. With another text: 422. Default: none, and a repeated request is another message.',
    example: 'msg-1',
    optional: true,
    max: 100,
  })
  client_id?: string;
}

export class OfferedFormDto {
  @IdField({ description: 'The form.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  form_id: string;

  @IdField({ description: 'The id of this offer. Send it with the values.' })
  form_instance_id: string;

  @TextField({ description: 'The name of the form.', example: 'Contact request', max: 200 })
  name: string;

  @ObjectListField({
    description: 'The fields to fill in, in display order.',
    of: () => FormFieldDto,
    maxItems: 50,
  })
  fields: FormFieldDto[];
}

export class TurnDto {
  @ObjectListField({
    description: 'The message of the visitor, then any number of replies, in order.',
    of: () => MessageDto,
    maxItems: 100,
  })
  messages: MessageDto[];

  @ObjectField({
    description: 'The form that the replies offer; absent when there is none.',
    optional: true,
    of: () => OfferedFormDto,
  })
  form?: OfferedFormDto;
}
