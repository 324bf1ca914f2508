import { Type } from 'typebox';

/** The most that a conversation's `attributes` may take, in bytes of compact JSON. */
export const ATTRIBUTES_MAX_BYTES = 16 * 1024;

/** The deepest that a value of `attributes` may nest; deeper JSON can exhaust the stack of whoever prints it. */
export const ATTRIBUTES_MAX_DEPTH = 8;

/** What the caller put on the conversation at its start: any JSON object within the two limits. */
export type Attributes = Record<string, unknown>;

/** True where no value nests deeper than `ATTRIBUTES_MAX_DEPTH` objects or arrays, the outermost object counted. */
export function isShallow(value: unknown, depth: number = ATTRIBUTES_MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

/** True for attributes that a conversation may carry: a JSON object within both limits. Accepts parsed JSON only. */
export function isAttributes(value: unknown): value is Attributes {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return isShallow(value) && Buffer.byteLength(JSON.stringify(value)) <= ATTRIBUTES_MAX_BYTES;
}

/** Schema of attributes inside an event; the bytes are bounded where they enter and by the event's own cap. */
export const AttributesSchema = Type.Refine(
  Type.Record(Type.String(), Type.Unknown()),
  (value) => isShallow(value),
  () => 'must not nest deeper',
);
