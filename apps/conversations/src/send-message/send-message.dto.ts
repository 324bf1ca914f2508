import { IdField, ObjectField, ObjectListField, TextField } from '@flowforge/service-kit/http/fields';
import { FormFieldDto } from '../form/form.dto.js';
import { MessageDto } from '../message/message.dto.js';

export class SendMessageDto {
  @TextField({
    description: 'What the visitor says.',
    example: 'I would like to talk to sales',
    max: 4_000,
    pattern: /\S/,
    patternHint: 'must not be blank',
  })
  text: string;

  @TextField({
    description: 'An id of your own, once in a conversation: the same one again gives the same answer.',
    example: 'msg-1',
    optional: true,
    max: 100,
  })
  client_id?: string;
}

export class OfferedFormDto {
  @IdField({ description: 'The form.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  form_id: string;

  @IdField({ description: 'This offer of it; send it along with the values.' })
  form_instance_id: string;

  @TextField({ description: 'Its name.', example: 'Algoscale Leads', max: 200 })
  name: string;

  @ObjectListField({ description: 'What to fill in.', of: () => FormFieldDto, maxItems: 50 })
  fields: FormFieldDto[];
}

export class TurnDto {
  @ObjectListField({ description: 'The message and its reply.', of: () => MessageDto, maxItems: 2 })
  messages: MessageDto[];

  @ObjectField({ description: 'The form that the reply offers.', optional: true, of: () => OfferedFormDto })
  form?: OfferedFormDto;
}
