import { Type, type Static } from 'typebox';

/** A form field's name. It never looks like an integer, because JavaScript moves integer keys to the front of an object. */
export const FIELD_NAME_PATTERN = '^[a-z][a-z0-9_]{0,63}$';

/** Maximum size of a captured form's `field_values`, in bytes of compact JSON. */
export const FIELD_VALUES_MAX_BYTES = 128 * 1024;

/** The value of one field. A list holds the options chosen in a field that allows several. */
export const FieldValueSchema = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(Type.String()),
]);
export type FieldValue = Static<typeof FieldValueSchema>;

/** The values by field name, in the order of the form's fields. Events and bodies keep this order. */
export const FieldValuesSchema = Type.Record(Type.String({ pattern: FIELD_NAME_PATTERN }), FieldValueSchema, {
  additionalProperties: false,
});
export type FieldValues = Static<typeof FieldValuesSchema>;
