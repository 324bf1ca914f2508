import { IntegerField, TextField } from '@flowforge/service-kit/http/fields';
import { IdListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { VersionedResourceDto, versionedResourceDto } from '../versioned-resource/versioned-resource.dto.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import type { AssistantEntity } from './assistant.entity.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

export class CreateAssistantDto {
  @TextField({
    description: 'A label for people, 1 to 200 characters. It need not be unique.',
    example: 'Front desk',
    max: 200,
    ...NOT_BLANK,
  })
  name: string;

  @TextField({
    description:
      'The first message of each chat, up to 4,000 characters. Default null: the visitor writes first.',
    example: 'Hello! How can I help?',
    optional: true,
    nullable: true,
    max: 4_000,
    ...NOT_BLANK,
  })
  greeting?: string | null;

  @TextField({
    description:
      'The answer to a message in which no intent is recognised, up to 4,000 characters. Default null: a built-in text.',
    example: 'Sorry, I did not get that.',
    optional: true,
    nullable: true,
    max: 4_000,
    ...NOT_BLANK,
  })
  fallback_reply?: string | null;

  @IdListField({
    description: 'Ids of the forms that visitors may submit, at most 50. Default: none.',
    example: ['0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a'],
    optional: true,
    maxItems: 50,
  })
  form_ids?: string[];

  @IdListField({
    description: 'Ids of the intents that it recognises, at most 50. Default: none.',
    example: ['0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7b'],
    optional: true,
    maxItems: 50,
  })
  intent_ids?: string[];

  @IntegerField({
    description:
      'An open conversation is closed after this many minutes without a message. Default 30. A change applies to conversations that start later.',
    example: 30,
    optional: true,
    min: 1,
    max: 1_440,
  })
  idle_close_minutes?: number;

  @TextField({
    description:
      'The country of phone numbers that are written without a country code, as ISO 3166-1 alpha-2 in capitals. With `DE`, the contact of `030 1234567` is the contact of `+49 30 1234567`. Default null: such a number is stored as its digits.',
    example: 'DE',
    optional: true,
    nullable: true,
    min: 2,
    max: 2,
    pattern: /^[A-Z]{2}$/,
    patternHint: 'must be two capital letters, such as DE',
  })
  default_region?: string | null;
}

export class ChangeAssistantDto extends PartialType(CreateAssistantDto, { skipNullProperties: false }) {}

/** An assistant in an answer. */
export class AssistantDto extends IntersectionType(VersionedResourceDto, CreateAssistantDto) {}

export class AssistantListDto extends ListDto(AssistantDto) {}

/** The settings that a request names. */
export function assistantChange(dto: ChangeAssistantDto): SettingsChange<AssistantEntity> {
  return {
    name: dto.name,
    greeting: dto.greeting,
    fallbackReply: dto.fallback_reply,
    formIds: dto.form_ids,
    intentIds: dto.intent_ids,
    idleCloseMinutes: dto.idle_close_minutes,
    defaultRegion: dto.default_region,
  };
}

export function assistantDto(row: AssistantEntity): AssistantDto {
  return {
    ...versionedResourceDto(row),
    name: row.name,
    greeting: row.greeting,
    fallback_reply: row.fallbackReply,
    form_ids: row.formIds,
    intent_ids: row.intentIds,
    idle_close_minutes: row.idleCloseMinutes,
    default_region: row.defaultRegion,
  };
}
