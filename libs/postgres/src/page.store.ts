import { bindingOf, type Cursor, encodeCursor, InvalidCursor, type Page } from './page.js';
import { TRANSACTION_IDLE_LIMIT_MS } from './data-source.js';
import { uuidLowerBound, uuidTimeMs } from './partitions.js';
import type { SqlValue } from './database.js';
import type { WorkspaceTransaction } from './workspace-database.js';

/** The list to read. `columns` and `where` are SQL of the calling store; they must not contain text of a request. */
export interface ListQuery {
  /** Table name; it has `id uuid` (v7), `workspace_id` and `created_xid xid8 DEFAULT pg_current_xact_id()`. */
  table: string;
  /** The select list; must contain `id`. */
  columns: string;
  /** Further conditions, each with its `?`, if it has one, replaced by one bound value. */
  where?: { sql: string; value?: SqlValue }[];
  limit: number;
  cursor: Cursor | null;
  /**
   * The column with the time of the insert, for a table whose ids may be older than their rows. Without it, a row is expected to be stored
   * within 90 s of the time in its id.
   */
  createdAt?: string;
  /** SQL for the size of a row in bytes, of the calling store. With it a page ends before it exceeds 4 MiB. */
  bytes?: string;
}

/** A page ends before it exceeds this, in bytes of what is stored; but it has at least one row. */
const PAGE_BYTES = 4 * 2 ** 20;
/** Large rows that one statement reads. The driver parses the examples of ten large intents in 20 ms and holds the event loop. */
const LARGE_ROWS_AT_ONCE = 10;

/** Where a page starts, and how many rows it has. */
export type PageRequest = Pick<ListQuery, 'limit' | 'cursor'>;

/**
 * Conditions of a list, one for each column with a value; a list of values means any of them. The calling store names the columns.
 */
export function columnFilters(
  columns: Record<string, SqlValue | undefined>,
): { sql: string; value: SqlValue }[] {
  return Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [{ sql: `${column} = ${Array.isArray(value) ? 'ANY(?)' : '?'}`, value }],
  );
}

/** Assumed maximum age of an open transaction, in milliseconds. A row with an older id was committed or rolled back. */
const LATE_COMMIT_MS = TRANSACTION_IDLE_LIMIT_MS * 3;

/**
 * Reads one page, newest first, of the workspace's rows.
 *
 * @throws InvalidCursor for a cursor of another workspace, list or filter
 */
export async function listPage<Row extends { id: string }>(
  tx: WorkspaceTransaction,
  query: ListQuery,
): Promise<Page<Row>> {
  const values: SqlValue[] = [tx.workspaceId];
  const bind = (value: SqlValue): string => `$${values.push(value)}`;
  const conditions = ['workspace_id = $1'];
  for (const { sql, value } of query.where ?? []) {
    conditions.push(value === undefined ? sql : sql.replace('?', bind(value)));
  }
  const size = query.bytes === undefined ? '' : `, (${query.bytes})::float8 AS page_bytes`;
  const base = `SELECT ${query.columns}${size} FROM ${query.table} WHERE ${conditions.join(' AND ')}`;
  const limit = bind(query.limit + 1);
  const cursor = query.cursor;
  const boundTo = bindingOf([tx.workspaceId, query.table, query.where ?? []]);
  if (cursor && cursor.boundTo !== boundTo) throw new InvalidCursor();

  const sql = cursor
    ? pageAfter(cursor, query.createdAt, base, limit, bind)
    : `${base} ORDER BY id DESC LIMIT ${limit}`;
  // The snapshot is read first. A row that commits between the two statements may then appear on two pages, but is never skipped.
  const [seen] = await tx.query<{ snapshot: string; now: string }>(
    `SELECT pg_current_snapshot()::text AS snapshot, (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS now`,
  );
  const rows = await tx.query<Row & { page_bytes?: number }>(sql, values);
  const count = Math.min(query.limit, countWithin(rows.map(({ page_bytes }) => page_bytes ?? 0)));
  const items: Row[] = rows.slice(0, count);
  const [firstItem, lastItem, oneMore] = [items[0], items.at(-1), rows[count]];
  if (!seen) throw new Error('the snapshot query returned no row');
  if (cursor?.rest) {
    const rest = oneMore && lastItem ? { ...cursor.rest, below: lastItem.id } : null;
    const snapshot = rest ? cursor.snapshot : cursor.rest.upTo;
    return { items, next_cursor: encodeCursor({ ...cursor, snapshot, rest }) };
  }
  if (!oneMore || !lastItem || !firstItem) return { items, next_cursor: null };
  if (cursor && oneMore.id > cursor.last) {
    // More rows committed late than fit on this page.
    return {
      items,
      next_cursor: encodeCursor({ ...cursor, rest: { below: lastItem.id, upTo: seen.snapshot } }),
    };
  }
  return {
    items,
    next_cursor: encodeCursor({
      first: cursor?.first ?? firstItem.id,
      // A page that holds only rows that committed late shows none of the rows below the page before it.
      last: cursor && lastItem.id > cursor.last ? cursor.last : lastItem.id,
      horizon: uuidLowerBound(Number(seen.now) - LATE_COMMIT_MS),
      snapshot: seen.snapshot,
      rest: null,
      boundTo,
    }),
  };
}

/** How many of these rows a page holds, by their sizes in bytes. */
function countWithin(sizes: readonly number[]): number {
  let sum = 0;
  const over = sizes.findIndex((size) => (sum += size) > PAGE_BYTES);
  return over === -1 ? sizes.length : Math.max(1, over);
}

/**
 * Reads one page of ids as `listPage` does, and then their rows with `read`, which may return them in any order. A row that
 * `read` does not return is left out. With `bytes` it reads ten rows at once, else all of them.
 *
 * @throws InvalidCursor for a cursor of another workspace, list or filter
 */
export async function listRowsById<Row extends { id: string }>(
  tx: WorkspaceTransaction,
  query: Omit<ListQuery, 'columns'>,
  read: (ids: string[]) => Promise<Row[]>,
): Promise<Page<Row>> {
  const page = await listPage<{ id: string }>(tx, { columns: 'id', ...query });
  const ids = page.items.map(({ id }) => id);
  const atOnce = query.bytes === undefined ? ids.length : LARGE_ROWS_AT_ONCE;
  const byId = new Map<string, Row>();
  for (let start = 0; start < ids.length; start += atOnce) {
    for (const row of await read(ids.slice(start, start + atOnce))) byId.set(row.id, row);
  }
  return { items: ids.flatMap((id) => byId.get(id) ?? []), next_cursor: page.next_cursor };
}

/**
 * The statement of a later page. First come the rows that committed after the page before was read, then the rows below it. A
 * page with the rest of such rows holds nothing else: the rows below it are read with a newer snapshot.
 */
function pageAfter(
  cursor: Cursor,
  createdAt: string | undefined,
  base: string,
  limit: string,
  bind: (value: SqlValue) => string,
): string {
  const [last, snapshot] = [cursor.last, cursor.snapshot].map(bind);
  const young =
    createdAt === undefined
      ? `id > ${bind(cursor.horizon)}::uuid`
      : `${createdAt} > ${bind(new Date(uuidTimeMs(cursor.horizon)))}`;
  const below = bind(cursor.rest?.below ?? cursor.first);
  const committedLate = `${base} AND id < ${below}::uuid AND id > ${last}::uuid AND ${young}
    AND NOT pg_visible_in_snapshot(created_xid, ${snapshot}::pg_snapshot)`;
  if (cursor.rest) {
    return `${committedLate} AND pg_visible_in_snapshot(created_xid, ${bind(cursor.rest.upTo)}::pg_snapshot)
            ORDER BY id DESC LIMIT ${limit}`;
  }
  return `(${committedLate} ORDER BY id DESC LIMIT ${limit})
          UNION ALL
          (${base} AND id < ${last}::uuid ORDER BY id DESC LIMIT ${limit})
          LIMIT ${limit}`;
}
