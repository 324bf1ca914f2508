import { FIELD_NAME_PATTERN } from '@flowforge/contracts/events/field-values';
import { ChoiceField, FlagField, TextField } from '@flowforge/service-kit/http/fields';
import { ObjectListField, TextListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { VersionedResourceDto, versionedResourceDto } from '../versioned-resource/versioned-resource.dto.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import {
  CONTACT_PROPERTIES,
  type ContactProperty,
  FIELD_TYPES,
  type FieldType,
  type FormField,
} from './form-field.js';
import type { FormEntity } from './form.entity.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

export class FormFieldDto {
  @TextField({
    description:
      'The key of the value in `field_values`, unique in the form: 1 to 64 lower-case letters, digits and underscores, a letter first.',
    example: 'email',
    max: 64,
    pattern: new RegExp(FIELD_NAME_PATTERN),
    patternHint: 'must be lower-case letters, digits and underscores, a letter first',
  })
  name: string;

  @TextField({
    description: 'The label that the visitor sees, 1 to 200 characters.',
    example: 'Your e-mail address',
    max: 200,
    ...NOT_BLANK,
  })
  label: string;

  @ChoiceField({
    description:
      'The kind of value: a text (`text` up to 1,000 characters, `textarea` up to 10,000), an e-mail address, a phone number, an http(s) URL, a number, a date (YYYY-MM-DD), true or false, one of the options, or several of them. A phone number with a country code must be possible in its country; without one, 4 to 32 digits and separators. Values keep the spelling of the visitor.',
    example: 'email',
    choices: FIELD_TYPES,
  })
  type: FieldType;

  @FlagField({
    description: 'Whether a submission must have a value for it. Default false.',
    example: true,
    optional: true,
  })
  required?: boolean;

  @TextListField({
    description:
      'The values to choose from, 1 to 100 of up to 200 characters. Required for `select` and `multiselect`, not allowed for other types. Example: `["Small", "Large"]`.',
    optional: true,
    minItems: 1,
    maxItems: 100,
    max: 200,
  })
  options?: string[];

  @ChoiceField({
    description:
      "The contact's property that this value becomes; one field per property. Default: none. Not for `number`, `date`, `url`, `boolean` and choices.",
    example: 'email',
    optional: true,
    choices: CONTACT_PROPERTIES,
  })
  maps_to?: ContactProperty;
}

export class CreateFormDto {
  @TextField({
    description: 'The name, 1 to 200 characters; webhooks carry it as `form_name`. It need not be unique.',
    example: 'Contact request',
    max: 200,
    ...NOT_BLANK,
  })
  name: string;

  @ObjectListField({
    description: '1 to 50 fields in display order.',
    of: () => FormFieldDto,
    minItems: 1,
    maxItems: 50,
  })
  fields: FormFieldDto[];
}

export class ChangeFormDto extends PartialType(CreateFormDto, { skipNullProperties: false }) {}

/** A form in an answer. */
export class FormDto extends IntersectionType(VersionedResourceDto, CreateFormDto) {}

export class FormListDto extends ListDto(FormDto) {}

/** The settings that a request names. */
export function formChange(dto: ChangeFormDto): SettingsChange<FormEntity> {
  return { name: dto.name, fields: dto.fields?.map(formFieldOf) };
}

/** The field as it is stored: known properties only, in a fixed order. */
export function formFieldOf(dto: FormFieldDto): FormField {
  return {
    name: dto.name,
    label: dto.label,
    type: dto.type,
    required: dto.required ?? false,
    ...(dto.options === undefined ? {} : { options: dto.options }),
    ...(dto.maps_to === undefined ? {} : { maps_to: dto.maps_to }),
  };
}

export function formDto(row: FormEntity): FormDto {
  return { ...versionedResourceDto(row), name: row.name, fields: row.fields };
}
