import { Type } from 'typebox';

/** Maximum size of a conversation's `attributes`, in bytes of compact JSON. Checked at the start of the conversation. */
export const ATTRIBUTES_MAX_BYTES = 8 * 1024;

/** Maximum nesting depth of `attributes`. Deeper JSON can exhaust the stack of a process that serialises it. */
export const ATTRIBUTES_MAX_DEPTH = 8;

/** Data that the caller of the API attached to the conversation at its start: a JSON object within the two limits. */
export type Attributes = Record<string, unknown>;

/** True where no value nests deeper than `ATTRIBUTES_MAX_DEPTH` objects or arrays, the outermost object counted. */
export function isShallow(value: unknown, depth: number = ATTRIBUTES_MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

/** Schema of attributes inside an event. Their size is checked when they are accepted, and limited by the event's size. */
export const AttributesSchema = Type.Refine(
  Type.Record(Type.String(), Type.Unknown()),
  (value) => isShallow(value),
  () => 'must not nest deeper',
);
