import type { SqlValue } from '@flowforge/postgres/database';

/**
 * The conditions of a list, one for each column that the query names. A list of values means any of them. Column names come from the calling controller, never
 * from a request.
 */
export function filters(columns: Record<string, SqlValue | undefined>): { sql: string; value: SqlValue }[] {
  return Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [{ sql: `${column} = ${Array.isArray(value) ? 'ANY(?)' : '?'}`, value }],
  );
}
