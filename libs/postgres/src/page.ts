import { createHash } from 'node:crypto';

/** One page of a list: `next_cursor` is null on the last page. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/**
 * The position in a list, from which the next page begins. Lists are ordered newest first. A row whose transaction commits after
 * a page was read can have an id above that page's last one. The next page finds such a row by `snapshot`, so that no row is
 * skipped.
 */
export interface Cursor {
  /** The highest id the list may show: the first row of the first page. */
  first: string;
  /** The lowest id shown so far. */
  last: string;
  /** `pg_current_snapshot()` of Postgres when the previous page was read. */
  snapshot: string;
  /** Every row with an id below this was committed or rolled back when the previous page was read. */
  horizon: string;
  /**
   * Set when more rows had committed late than fit on the previous page: the rest of them comes first. These rows have ids below
   * `below`, and they are visible in the snapshot `upTo`, which takes the place of `snapshot` after the last of them.
   */
  rest: { below: string; upTo: string } | null;
  /** Hash of the workspace, the list and its filters; another list refuses the cursor. */
  boundTo: string;
}

/** The cursor belongs to another workspace, list or filter. */
export class InvalidCursor extends Error {}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HASH = /^[\w-]{22}$/;
const SNAPSHOT = /^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20}){0,2000})?$/;

/** The opaque text of a cursor. */
export function encodeCursor(cursor: Cursor): string {
  const { first, last, horizon, snapshot, rest, boundTo } = cursor;
  const parts = [first, last, horizon, snapshot, boundTo, ...(rest ? [rest.below, rest.upTo] : [])];
  return Buffer.from(parts.join('|')).toString('base64url');
}

/** Reads a cursor back; null when the text was not made by `encodeCursor`. */
export function decodeCursor(text: string): Cursor | null {
  const parts = Buffer.from(text, 'base64url').toString('utf8').split('|');
  const [first = '', last = '', horizon = '', snapshot = '', boundTo = ''] = parts;
  if (![5, 7].includes(parts.length) || ![first, last, horizon].every((id) => UUID.test(id))) return null;
  if (!isSnapshot(snapshot) || !HASH.test(boundTo)) return null;
  const [, , , , , below, upTo] = parts;
  if (below === undefined || upTo === undefined) {
    return { first, last, horizon, snapshot, rest: null, boundTo };
  }
  if (!UUID.test(below) || !isSnapshot(upTo)) return null;
  return { first, last, horizon, snapshot, rest: { below, upTo }, boundTo };
}

/** The value of `boundTo` for a list; `parts` are the workspace, the list and its filters. */
export function bindingOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** Whether Postgres accepts the snapshot: `xmin:xmax:xip,…` with xmin ≤ each xip < xmax, in ascending order. */
function isSnapshot(text: string): boolean {
  if (!SNAPSHOT.test(text)) return false;
  const [xmin = '', xmax = '', list = ''] = text.split(':');
  const running = list === '' ? [] : list.split(',').map(BigInt);
  const [lowest, end] = [BigInt(xmin), BigInt(xmax)];
  if (lowest < 1n || lowest > end || end >= 2n ** 63n) return false;
  return running.every((id, n) => id >= lowest && id < end && (n === 0 || id > (running[n - 1] ?? id)));
}
