import type { ChangeForm, Form } from '../../../api/forms.js';

export type FieldType = Form['fields'][number]['type'];
type FormField = Form['fields'][number];

/** The kinds of fields, by their words on screen. */
export const FIELD_TYPES: readonly { id: FieldType; label: string }[] = [
  { id: 'text', label: 'Short text' },
  { id: 'textarea', label: 'Long text' },
  { id: 'email', label: 'E-mail address' },
  { id: 'phone', label: 'Phone number' },
  { id: 'url', label: 'Web address' },
  { id: 'number', label: 'Number' },
  { id: 'date', label: 'Date' },
  { id: 'boolean', label: 'Yes or no' },
  { id: 'select', label: 'One of several choices' },
  { id: 'multiselect', label: 'Several choices' },
];

/** The contact's property that a value becomes, by the words on screen. */
export const CONTACT_PROPERTIES = [
  { id: 'none', label: 'Nothing' },
  { id: 'name', label: 'Name' },
  { id: 'email', label: 'E-mail address' },
  { id: 'phone', label: 'Phone number' },
] as const;
export type ContactProperty = (typeof CONTACT_PROPERTIES)[number]['id'];

/** A field as it is edited. */
export interface FieldDraft {
  /** Of this page only: stays the same while the handle is edited and fields are moved. */
  key: number;
  /** The handle: the key of the value in webhooks. */
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  /** One choice a line. */
  options: string;
  mapsTo: ContactProperty;
}

export interface FormDraft {
  name: string;
  fields: FieldDraft[];
}

/** Fields that a form has at most. */
export const FIELDS_MAX = 50;

export function draftOf({ name, fields }: Form): FormDraft {
  return {
    name,
    fields: fields.map((field, key) => ({
      key,
      name: field.name,
      label: field.label,
      type: field.type,
      required: field.required ?? false,
      options: (field.options ?? []).join('\n'),
      mapsTo: field.maps_to ?? 'none',
    })),
  };
}

export function changeOf({ name, fields }: FormDraft): ChangeForm {
  return { name, fields: fields.map(fieldOf) };
}

function fieldOf({ name, label, type, required, options, mapsTo }: FieldDraft): FormField {
  return {
    name,
    label,
    type,
    // A “Yes or no” that is left alone is a no.
    required: required && type !== 'boolean',
    ...(hasChoices(type) && { options: choicesOf(options) }),
    ...(mapsTo !== 'none' && canMap(type) && { maps_to: mapsTo }),
  };
}

/** Whether fields of this kind have choices. */
export function hasChoices(type: FieldType): boolean {
  return type === 'select' || type === 'multiselect';
}

/** Whether values of this kind can become a property of the contact. */
export function canMap(type: FieldType): boolean {
  return type === 'text' || type === 'textarea' || type === 'email' || type === 'phone';
}

/** The choices in a text with one a line. */
export function choicesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A new field at the end. Its handle is free. */
export function withNewField(fields: readonly FieldDraft[]): FieldDraft[] {
  const key = Math.max(-1, ...fields.map((field) => field.key)) + 1;
  const added: FieldDraft = {
    key,
    name: freeHandle('field', fields),
    label: 'New field',
    type: 'text',
    required: false,
    options: '',
    mapsTo: 'none',
  };
  return [...fields, added];
}

/** Moves the field with this key by one, up (-1) or down (1); the same fields when it is at the end. */
export function moveBy(fields: readonly FieldDraft[], key: number, step: -1 | 1): FieldDraft[] {
  const from = fields.findIndex((field) => field.key === key);
  const to = from + step;
  const moved = fields[from];
  if (moved === undefined || to < 0 || to >= fields.length) return [...fields];
  const rest = fields.filter((field) => field !== moved);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** Puts a dragged field before or after another one. */
export function moveTo(
  fields: readonly FieldDraft[],
  key: number,
  target: { key: number; side: 'before' | 'after' },
): FieldDraft[] {
  const moved = fields.find((field) => field.key === key);
  const rest = fields.filter((field) => field.key !== key);
  const at = rest.findIndex((field) => field.key === target.key);
  if (moved === undefined || at < 0) return [...fields];
  const to = target.side === 'before' ? at : at + 1;
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** A handle from a label: “Your name” → `your_name`. */
export function handleOf(label: string): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '');
  return plain.slice(0, 60) || 'field';
}

/** What is wrong with a handle; null when nothing is. */
export function handleError(handle: string, others: readonly FieldDraft[]): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(handle))
    return 'Use lower-case letters, digits and underscores, and begin with a letter.';
  return others.some(({ name }) => name === handle) ? 'Another field has this handle.' : null;
}

/** The handle, or the handle with the first free number. */
export function freeHandle(handle: string, fields: readonly FieldDraft[]): string {
  const taken = new Set(fields.map(({ name }) => name));
  if (!taken.has(handle)) return handle;
  for (let number = 2; ; number += 1) if (!taken.has(`${handle}_${number}`)) return `${handle}_${number}`;
}
