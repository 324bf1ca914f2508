import { ChoiceField, IdField, NumberField, TextField } from '@flowforge/service-kit/http/fields';
import { ObjectListField, TextListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { VersionedResourceDto, versionedResourceDto } from '../versioned-resource/versioned-resource.dto.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import type { IntentEntity } from './intent.entity.js';
import { type IntentWarning, intentWarnings, WARNING_CODES } from './intent-warning.js';

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

  @NumberField({
    description:
      'The confidence from which on a message is taken for this intent, 0 to 1. Higher: fewer wrong captures, more misses. An example word for word is always recognised. Default null: 0.4.',
    example: 0.5,
    optional: true,
    nullable: true,
    min: 0,
    max: 1,
  })
  threshold?: number | null;
}

export class ChangeIntentDto extends PartialType(CreateIntentDto, { skipNullProperties: false }) {}

export class IntentWarningDto implements IntentWarning {
  @ChoiceField({
    description:
      'What kind of warning it is. `contradictory_example` is found among the intents of one assistant: two of them have the same example.',
    example: 'too_few_examples',
    choices: WARNING_CODES,
  })
  code: IntentWarning['code'];

  @TextField({
    description: 'The warning in English.',
    example: 'This intent has 2 examples. Give at least 5.',
    max: 200,
  })
  message: string;

  @TextField({
    description: 'The example that it is about. Null when it is about all of them.',
    example: 'Can I get a quote?',
    nullable: true,
    max: 500,
  })
  utterance: string | null;

  @IdField({
    description: 'The other intent that has the same example. Null for other codes.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7c',
    nullable: true,
  })
  other_intent_id: string | null;
}

/** An intent in an answer. */
export class IntentDto extends IntersectionType(VersionedResourceDto, CreateIntentDto) {
  @ObjectListField({
    description:
      'What makes recognition worse, at most 20 entries. A list of intents leaves out `contradictory_example`.',
    example: [
      {
        code: 'too_few_examples',
        message: 'This intent has 2 examples. Give at least 5.',
        utterance: null,
        other_intent_id: null,
      },
    ],
    of: () => IntentWarningDto,
    maxItems: 20,
  })
  warnings: IntentWarningDto[];
}

export class IntentListDto extends ListDto(IntentDto) {}

/** The settings that a request names. */
export function intentChange(dto: ChangeIntentDto): SettingsChange<IntentEntity> {
  return {
    name: dto.name,
    description: dto.description,
    utterances: dto.utterances,
    reply: dto.reply,
    formId: dto.form_id,
    threshold: dto.threshold,
  };
}

export function intentDto(row: IntentEntity): IntentDto {
  return {
    ...versionedResourceDto(row),
    name: row.name,
    description: row.description,
    utterances: row.utterances,
    reply: row.reply,
    form_id: row.formId,
    threshold: row.threshold,
    warnings: intentWarnings(row),
  };
}
