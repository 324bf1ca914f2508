import { IdField, ObjectListField, TextField, TextListField } from '@flowforge/service-kit/http/fields';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { EditableDto, editableDto } from '../editable/editable.dto.js';
import type { Intent } from './intent.entity.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

export class CreateIntentDto {
  @TextField({ description: 'Its name in the webhook.', example: 'SALES', max: 200, ...NOT_BLANK })
  name: string;

  @TextField({
    description: 'For people.',
    example: 'Wants to talk to someone who sells.',
    optional: true,
    nullable: true,
    max: 2_000,
  })
  description?: string | null;

  @TextListField({
    description: 'Example utterances: how a visitor says it.',
    example: ['I would like to talk to sales', 'Can I get a quote?'],
    minItems: 1,
    maxItems: 100,
    max: 500,
  })
  utterances: string[];

  @TextField({
    description: 'What the assistant answers; null for a built-in text.',
    example: 'Gladly! Please leave your details.',
    optional: true,
    nullable: true,
    max: 4_000,
    ...NOT_BLANK,
  })
  reply?: string | null;

  @IdField({ description: 'The form that the reply offers.', optional: true, nullable: true })
  form_id?: string | null;
}

export class ChangeIntentDto extends PartialType(CreateIntentDto, { skipNullProperties: false }) {}

/** An intent as the API shows it. */
export class IntentDto extends IntersectionType(EditableDto, CreateIntentDto) {}

export class IntentListDto {
  @ObjectListField({ description: 'Newest first.', of: () => IntentDto, maxItems: 200 })
  items: IntentDto[];

  @TextField({ description: 'Send it as `cursor` for the next page.', nullable: true, max: 4_000 })
  next_cursor: string | null;
}

export function intentDto(row: Intent): IntentDto {
  return {
    ...editableDto(row),
    name: row.name,
    description: row.description,
    utterances: row.utterances,
    reply: row.reply,
    form_id: row.formId,
  };
}
