import type { FieldError } from '@flowforge/service-kit/http/problem';
import { CHOICE_TYPES, CONTACT_TYPES, type FormField } from './form-field.js';

/** Properties of every JavaScript object; a request body may not use them as keys. */
const RESERVED_NAMES = ['constructor', 'prototype'];

/** What is wrong with a form's fields as a whole; empty when nothing is. */
export function validateForm(fields: readonly FormField[]): FieldError[] {
  return fields.flatMap((field, index) => [
    ...repeatErrors(fields, index, 'name').map((message) => ({ field: `fields[${index}].name`, message })),
    ...repeatErrors(fields, index, 'maps_to').map((message) => ({
      field: `fields[${index}].maps_to`,
      message,
    })),
    ...nameErrors(field).map((message) => ({ field: `fields[${index}].name`, message })),
    ...optionErrors(field).map((message) => ({ field: `fields[${index}].options`, message })),
    ...mappingErrors(field).map((message) => ({ field: `fields[${index}].maps_to`, message })),
  ]);
}

function repeatErrors(fields: readonly FormField[], index: number, property: 'name' | 'maps_to'): string[] {
  const value = fields[index]?.[property];
  const isRepeated =
    value !== undefined && fields.slice(0, index).some((earlier) => earlier[property] === value);
  return isRepeated ? ['is already used by another field of this form'] : [];
}

function nameErrors(field: FormField): string[] {
  return RESERVED_NAMES.includes(field.name)
    ? [`must be another name than ${RESERVED_NAMES.join(' or ')}`]
    : [];
}

function optionErrors(field: FormField): string[] {
  const isChoice = CHOICE_TYPES.includes(field.type);
  if (isChoice && field.options === undefined) return [`is needed for the type ${field.type}`];
  if (!isChoice && field.options !== undefined)
    return [`is for the types ${CHOICE_TYPES.join(' and ')} only`];
  return [];
}

function mappingErrors(field: FormField): string[] {
  if (field.maps_to === undefined || CONTACT_TYPES.includes(field.type)) return [];
  return [`is for the types ${CONTACT_TYPES.join(', ')} only`];
}
