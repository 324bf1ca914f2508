/** The kinds of values. */
export const FIELD_TYPES = [
  'text',
  'textarea',
  'email',
  'phone',
  'url',
  'number',
  'date',
  'boolean',
  'select',
  'multiselect',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** The contact's properties that a field can map to. */
export const CONTACT_PROPERTIES = ['name', 'email', 'phone'] as const;
export type ContactProperty = (typeof CONTACT_PROPERTIES)[number];

/** Types whose value is one of the field's `options`, or several. */
export const CHOICE_TYPES: readonly FieldType[] = ['select', 'multiselect'];

/** Types that can map to a property of a contact. */
export const CONTACT_TYPES: readonly FieldType[] = ['text', 'textarea', 'email', 'phone'];

/** One field of a form, as stored and as answered. */
export interface FormField {
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  /** For `select` and `multiselect` only. */
  options?: string[];
  maps_to?: ContactProperty;
}
