import { IdField, TextField, TextListField } from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { VersionedResourceDto, versionedResourceDto } from '../versioned-resource/versioned-resource.dto.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import type { Intent } from './intent.entity.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

export class CreateIntentDto {
  @TextField({
    description: 'The name, 1 to 200 characters; webhooks carry it as `intent_name`. It need not be unique.',
    example: 'SALES',
    max: 200,
    ...NOT_BLANK,
  })
  name: string;

  @TextField({
    description: 'A note for your team, up to 2,000 characters. Default null. Recognition does not use it.',
    example: 'Wants to talk to someone who sells.',
    optional: true,
    nullable: true,
    max: 2_000,
  })
  description?: string | null;

  @TextListField({
    description:
      'Example utterances: 1 to 100 different sentences, up to 500 characters each, as a visitor would write them.',
    example: ['I would like to talk to sales', 'Can I get a quote?'],
    minItems: 1,
    maxItems: 100,
    max: 500,
  })
  utterances: string[];

  @TextField({
    description:
      "The assistant's answer when it recognises the intent, up to 4,000 characters. Default null: a built-in text.",
    example: 'Gladly! Please leave your details.',
    optional: true,
    nullable: true,
    max: 4_000,
    ...NOT_BLANK,
  })
  reply?: string | null;

  @IdField({
    description: 'The form that the answer offers. Default null: none.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
    optional: true,
    nullable: true,
  })
  form_id?: string | null;
}

export class ChangeIntentDto extends PartialType(CreateIntentDto, { skipNullProperties: false }) {}

/** An intent in an answer. */
export class IntentDto extends IntersectionType(VersionedResourceDto, CreateIntentDto) {}

export class IntentListDto extends ListDto(IntentDto) {}

/** The settings that a request names. */
export function intentChange(dto: ChangeIntentDto): SettingsChange<Intent> {
  return {
    name: dto.name,
    description: dto.description,
    utterances: dto.utterances,
    reply: dto.reply,
    formId: dto.form_id,
  };
}

export function intentDto(row: Intent): IntentDto {
  return {
    ...versionedResourceDto(row),
    name: row.name,
    description: row.description,
    utterances: row.utterances,
    reply: row.reply,
    form_id: row.formId,
  };
}
