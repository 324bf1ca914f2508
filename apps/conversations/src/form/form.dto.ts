import { FIELD_NAME_PATTERN } from '@flowforge/contracts/events/field-values';
import {
  ChoiceField,
  FlagField,
  ObjectListField,
  TextField,
  TextListField,
} from '@flowforge/service-kit/http/fields';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { EditableDto, editableDto } from '../editable/editable.dto.js';
import {
  CONTACT_PROPERTIES,
  type ContactProperty,
  FIELD_TYPES,
  type FieldType,
  type FormField,
} from './form-field.js';
import type { Form } from './form.entity.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

export class FormFieldDto {
  @TextField({
    description: 'The key of its value in `field_values`; unique in the form.',
    example: 'email',
    max: 64,
    pattern: new RegExp(FIELD_NAME_PATTERN),
    patternHint: 'must be lower-case letters, digits and underscores, a letter first',
  })
  name: string;

  @TextField({
    description: 'What the visitor reads.',
    example: 'Your e-mail address',
    max: 200,
    ...NOT_BLANK,
  })
  label: string;

  @ChoiceField({ description: 'What kind of value it takes.', example: 'email', choices: FIELD_TYPES })
  type: FieldType;

  @FlagField({
    description: 'Whether it must be filled in; false when left out.',
    example: true,
    optional: true,
  })
  required?: boolean;

  @TextListField({
    description: 'What can be chosen, for `select` and `multiselect`.',
    optional: true,
    minItems: 1,
    maxItems: 100,
    max: 200,
  })
  options?: string[];

  @ChoiceField({
    description: 'The value is this property of the contact.',
    optional: true,
    choices: CONTACT_PROPERTIES,
  })
  maps_to?: ContactProperty;
}

export class CreateFormDto {
  @TextField({ description: 'Its name in the webhook.', example: 'Algoscale Leads', max: 200, ...NOT_BLANK })
  name: string;

  @ObjectListField({
    description: 'The fields in their order.',
    of: () => FormFieldDto,
    minItems: 1,
    maxItems: 50,
  })
  fields: FormFieldDto[];
}

export class ChangeFormDto extends PartialType(CreateFormDto, { skipNullProperties: false }) {}

/** A form as the API shows it. */
export class FormDto extends IntersectionType(EditableDto, CreateFormDto) {}

export class FormListDto {
  @ObjectListField({ description: 'Newest first.', of: () => FormDto, maxItems: 200 })
  items: FormDto[];

  @TextField({ description: 'Send it as `cursor` for the next page.', nullable: true, max: 4_000 })
  next_cursor: string | null;
}

/** The field as it is stored: only what is known of it, in a fixed order of keys. */
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

export function formDto(row: Form): FormDto {
  return { ...editableDto(row), name: row.name, fields: row.fields };
}
