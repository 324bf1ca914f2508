/** One page of a list: `next_cursor` is null on the last page. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/**
 * Where a list goes on. Lists run newest first. A row whose transaction commits after a page was read can have
 * an id above that page's last one; `snapshot` (Postgres `pg_current_snapshot()` of that read) lets the next
 * page find it, so that no row is skipped.
 */
export interface Cursor {
  /** The highest id the list may show: the first row of the first page. */
  first: string;
  /** The lowest id shown so far. */
  last: string;
  /** What the previous page could see. */
  snapshot: string;
  /** Lower bound of the ids that can still commit late, as seen by the previous page. */
  horizon: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SNAPSHOT = /^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20}){0,2000})?$/;

/** The opaque text of a cursor. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from([cursor.first, cursor.last, cursor.horizon, cursor.snapshot].join('|')).toString(
    'base64url',
  );
}

/** Reads a cursor back; null when the text was not made by `encodeCursor`. */
export function decodeCursor(text: string): Cursor | null {
  const parts = Buffer.from(text, 'base64url').toString('utf8').split('|');
  const [first, last, horizon, snapshot] = parts;
  if (parts.length !== 4 || first === undefined || last === undefined) return null;
  if (horizon === undefined || snapshot === undefined) return null;
  if (![first, last, horizon].every((id) => UUID.test(id)) || !SNAPSHOT.test(snapshot)) return null;
  return { first, last, horizon, snapshot };
}
