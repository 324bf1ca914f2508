import { Type } from 'typebox';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of any version in its hyphenated form, in upper or lower case. */
export const Uuid = Type.String({ pattern: UUID });

/** True for a hyphenated UUID of any version; an id that another system created need not be v7. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** The lowest and the highest id: every other one lies between them, in Postgres as in the order of texts. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A new UUIDv7. The ids of one process increase, so they sort by time and are appended to a B-tree index. */
export function newId(): string {
  return v7();
}
