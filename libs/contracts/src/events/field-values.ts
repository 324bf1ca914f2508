import { Type, type Static } from 'typebox';

/** A form field's name. It never looks like an integer, which JavaScript would move to the front of its object. */
export const FIELD_NAME_PATTERN = '^[a-z][a-z0-9_]{0,63}$';

/** The most that a captured form's `field_values` may take, in bytes of compact JSON. */
export const FIELD_VALUES_MAX_BYTES = 128 * 1024;

/** The value of one field: what the form's field types can hold; a list for a choice of several. */
export const FieldValueSchema = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(Type.String()),
]);
export type FieldValue = Static<typeof FieldValueSchema>;

/** The values by field name, in the form's field order, which every copy and every body keeps. */
export const FieldValuesSchema = Type.Record(Type.String({ pattern: FIELD_NAME_PATTERN }), FieldValueSchema, {
  additionalProperties: false,
});
export type FieldValues = Static<typeof FieldValuesSchema>;
