import { IdListField, IntegerField, ObjectListField, TextField } from '@flowforge/service-kit/http/fields';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { EditableDto, editableDto } from '../editable/editable.dto.js';
import type { Assistant } from './assistant.entity.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

export class CreateAssistantDto {
  @TextField({
    description: 'A label; it need not be unique.',
    example: 'Front desk',
    max: 200,
    ...NOT_BLANK,
  })
  name: string;

  @TextField({
    description: 'Its first message in a chat; null for none.',
    example: 'Hello! How can I help?',
    optional: true,
    nullable: true,
    max: 4_000,
    ...NOT_BLANK,
  })
  greeting?: string | null;

  @TextField({
    description: 'What it says when it recognises nothing; null for the built-in text.',
    example: 'Sorry, I did not get that.',
    optional: true,
    nullable: true,
    max: 4_000,
    ...NOT_BLANK,
  })
  fallback_reply?: string | null;

  @IdListField({ description: 'Forms that a visitor may submit.', example: [], optional: true, maxItems: 50 })
  form_ids?: string[];

  @IdListField({ description: 'Intents that it recognises.', example: [], optional: true, maxItems: 50 })
  intent_ids?: string[];

  @IntegerField({
    description:
      'A conversation without a message for so many minutes is closed. For conversations that start later.',
    example: 30,
    optional: true,
    min: 1,
    max: 1_440,
  })
  idle_close_minutes?: number;
}

export class ChangeAssistantDto extends PartialType(CreateAssistantDto, { skipNullProperties: false }) {}

/** An assistant as the API shows it. */
export class AssistantDto extends IntersectionType(EditableDto, CreateAssistantDto) {}

export class AssistantListDto {
  @ObjectListField({ description: 'Newest first.', of: () => AssistantDto, maxItems: 200 })
  items: AssistantDto[];

  @TextField({ description: 'Send it as `cursor` for the next page.', nullable: true, max: 4_000 })
  next_cursor: string | null;
}

export function assistantDto(row: Assistant): AssistantDto {
  return {
    ...editableDto(row),
    name: row.name,
    greeting: row.greeting,
    fallback_reply: row.fallbackReply,
    form_ids: row.formIds,
    intent_ids: row.intentIds,
    idle_close_minutes: row.idleCloseMinutes,
  };
}
