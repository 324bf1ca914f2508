import type { FieldError, FieldValues, FormField } from '../api/types.js';
import { fill, type Texts } from '../texts/texts.js';

/** What a visitor has entered, by field: a text, a choice of several, or a tick. */
export type Entry = string | boolean | readonly string[];
export type Entries = Readonly<Record<string, Entry>>;

/** Errors by field, in the visitor's language. The key '' is for the form as a whole. */
export type EntryErrors = Readonly<Record<string, string>>;

/** The same limits as the API's. */
const TEXT_MAX = 1_000;
const TEXTAREA_MAX = 10_000;
const EMAIL_MAX = 254;
const EMAIL = /^[^\s@"<>,;]+@[^\s@"<>,;.]+(?:\.[^\s@"<>,;.]+)+$/;

/** The longest text that a field takes, in characters. */
export function maxLength({ type }: FormField): number {
  if (type === 'email') return EMAIL_MAX;
  return type === 'textarea' ? TEXTAREA_MAX : TEXT_MAX;
}

/** What the field shows before anything is entered. */
export function emptyEntry({ type }: FormField): Entry {
  if (type === 'boolean') return false;
  return type === 'multiselect' ? [] : '';
}

/**
 * What is wrong with an entry; null when nothing is. The API decides; this only says at once what it would refuse.
 *
 * @param isUnreadable whether the browser holds a text that is no value of the input's type, such as half a date
 */
export function entryError(
  field: FormField,
  entry: Entry,
  isUnreadable: boolean,
  texts: Texts,
): string | null {
  if (typeof entry === 'boolean') return null;
  if (isUnreadable) return typeError(field, texts);
  const isBlank = typeof entry === 'string' ? entry.trim() === '' : entry.length === 0;
  if (isBlank) return field.required === true ? texts.required : null;
  if (typeof entry !== 'string') return null;
  const longest = maxLength(field);
  if (entry.length > longest) return fill(texts.tooLong, { max: longest });
  return isOfType(field, entry) ? null : typeError(field, texts);
}

function isOfType({ type }: FormField, text: string): boolean {
  switch (type) {
    case 'email':
      return EMAIL.test(text.trim());
    case 'phone':
      // Whether a number exists in its country is for the API to say. Digits of any script count.
      return (text.match(/\p{Nd}/gu) ?? []).length >= 4;
    case 'url':
      return /^https?:\/\/\S+$/i.test(text.trim());
    case 'number':
      return Number.isFinite(Number(text));
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text);
    default:
      return true;
  }
}

function typeError({ type }: FormField, texts: Texts): string {
  switch (type) {
    case 'email':
    case 'phone':
    case 'url':
    case 'number':
    case 'date':
      return texts[type];
    case 'select':
    case 'multiselect':
      return texts.option;
    default:
      return texts.required;
  }
}

/** The values as the API takes them; blank ones are left out. */
export function fieldValuesOf(fields: readonly FormField[], entries: Entries): FieldValues {
  const values: FieldValues = {};
  for (const field of fields) {
    const entry = entries[field.name] ?? emptyEntry(field);
    if (typeof entry === 'boolean') values[field.name] = entry;
    else if (typeof entry !== 'string') {
      if (entry.length > 0) values[field.name] = [...entry];
    } else if (entry.trim() !== '') {
      values[field.name] = field.type === 'number' ? Number(entry) : trimmed(field, entry);
    }
  }
  return values;
}

/** Browsers and keyboards add a space after an address. It is never meant. */
function trimmed({ type }: FormField, text: string): string {
  return type === 'email' || type === 'url' || type === 'phone' ? text.trim() : text;
}

/** The API's errors at their fields, in the visitor's language where there is a text for it. */
export function errorsOfAnswer(
  fields: readonly FormField[],
  errors: readonly FieldError[],
  texts: Texts,
): EntryErrors {
  return Object.fromEntries(
    errors.map(({ field: name, message }) => {
      const field = fields.find((one) => one.name === name);
      return [field?.name ?? '', field ? answerText(field, message, texts) : texts.formFailed];
    }),
  );
}

function answerText(field: FormField, message: string, texts: Texts): string {
  if (message === 'is required') return texts.required;
  const longest = /at most (\d+) characters/.exec(message)?.[1];
  return longest === undefined ? typeError(field, texts) : fill(texts.tooLong, { max: longest });
}
