import {
  type FieldValue,
  FIELD_VALUES_MAX_BYTES,
  type FieldValues,
} from '@flowforge/contracts/events/field-values';
import { isCalendarDay } from '@flowforge/contracts/time';
import type { FieldError } from '@flowforge/service-kit/http/problem';
import type { FieldType, FormField } from '../form/form-field.js';
import { isPhoneNumber } from '../phone-number/phone-number.js';

/** Valid values in the form's field order, or an error for each wrong field. */
export type CheckedValues = { ok: true; values: FieldValues } | { ok: false; errors: FieldError[] };

/** Unknown fields that an answer names. */
const UNKNOWN_MAX = 50;
const TEXT_MAX = 1_000;
const TEXTAREA_MAX = 10_000;
const EMAIL_MAX = 254;
const EMAIL = /^[^\s@"<>,;]+@[^\s@"<>,;.]+(?:\.[^\s@"<>,;.]+)+$/;

/**
 * Checks submitted values against a form. Values keep their type and spelling; an absent field stays absent.
 *
 * @param region country of phone numbers without a country code, ISO 3166-1 alpha-2; null for none
 */
export function checkFieldValues(
  fields: readonly FormField[],
  submitted: Readonly<Record<string, unknown>>,
  region: string | null,
): CheckedValues {
  const values: FieldValues = {};
  const names = new Set(fields.map((field) => field.name));
  const errors = Object.keys(submitted)
    .filter((name) => !names.has(name))
    .slice(0, UNKNOWN_MAX)
    .map((name) => fieldError(name, 'is not a field of this form'));
  for (const field of fields) {
    const value = Object.hasOwn(submitted, field.name) ? submitted[field.name] : undefined;
    if (isBlank(value)) {
      if (field.required) errors.push(fieldError(field.name, 'is required'));
      else if (value === null || typeof value === 'string' || Array.isArray(value))
        values[field.name] = blankOf(value);
      continue;
    }
    const checked = checkValue(field, value, region);
    if (checked.message === undefined) values[field.name] = checked.value;
    else errors.push(fieldError(field.name, checked.message));
  }
  if (errors.length > 0) return { ok: false, errors };
  if (Buffer.byteLength(JSON.stringify(values)) > FIELD_VALUES_MAX_BYTES) {
    return {
      ok: false,
      errors: [{ field: 'field_values', message: `must take at most ${FIELD_VALUES_MAX_BYTES} bytes` }],
    };
  }
  return { ok: true, values };
}

type CheckedValue = { value: FieldValue; message?: undefined } | { message: string };

function checkValue(field: FormField, value: unknown, region: string | null): CheckedValue {
  switch (field.type) {
    case 'number':
      if (typeof value === 'number' && Number.isFinite(value)) return { value };
      return { message: 'must be a number' };
    case 'boolean':
      return typeof value === 'boolean' ? { value } : { message: 'must be true or false' };
    case 'multiselect':
      return checkChoices(field.options ?? [], value);
    default:
      return typeof value === 'string' ? checkText(field, value, region) : { message: 'must be a string' };
  }
}

function checkText(field: FormField, value: string, region: string | null): CheckedValue {
  if (value.includes('\u0000')) return { message: 'must not contain the character U+0000' };
  const longest = field.type === 'textarea' ? TEXTAREA_MAX : TEXT_MAX;
  if (value.length > longest) return { message: `must be at most ${longest} characters` };
  if (field.type === 'select') {
    const options = field.options ?? [];
    return options.includes(value) ? { value } : { message: `must be one of ${options.join(', ')}` };
  }
  const message = isOfType(field.type, value, region) ? undefined : EXPECTED[field.type];
  return message === undefined ? { value } : { message };
}

const EXPECTED: Partial<Record<FieldType, string>> = {
  email: 'must be an e-mail address',
  phone: 'must be a phone number',
  url: 'must be a web address that begins with http:// or https://',
  date: 'must be a day that exists, written as YYYY-MM-DD',
};

function isOfType(type: FieldType, value: string, region: string | null): boolean {
  switch (type) {
    case 'email':
      return value.length <= EMAIL_MAX && EMAIL.test(value);
    case 'phone':
      return isPhoneNumber(value, region);
    case 'url':
      return /^https?:\/\//i.test(value) && URL.canParse(value);
    case 'date':
      return isCalendarDay(value);
    default:
      return true;
  }
}

function checkChoices(options: readonly string[], value: unknown): CheckedValue {
  if (!Array.isArray(value)) return { message: 'must be an array' };
  // Checked first: comparing a long list with every option would block the event loop.
  if (value.length > options.length) return { message: `must have at most ${options.length} entries` };
  const chosen = options.filter((option) => value.includes(option));
  if (chosen.length !== value.length) return { message: `may contain each of ${options.join(', ')} once` };
  return { value: value.map(String) };
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** A blank value, as it was sent. */
function blankOf(value: string | unknown[] | null): FieldValue {
  return Array.isArray(value) ? [] : value;
}

function fieldError(name: string, message: string): FieldError {
  return { field: `field_values.${name}`, message };
}
