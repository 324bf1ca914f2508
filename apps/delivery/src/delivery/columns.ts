import { uuidArray } from './uuid-array.js';

/** A column of a batch of rows. Batches are sent as one array per column. */
export type Column<Row> = { name: string } & (
  | { type: 'uuid'; of: (row: Row) => string | null }
  | { type: 'text' | 'bool' | 'int' | 'bigint' | 'timestamptz'; of: (row: Row) => string | number | null }
);

/** A FROM item named `given` with the rows of `arraysOf`. The arrays are the first parameters of the statement. */
export function givenRows(columns: readonly Column<never>[]): string {
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`);
  return `unnest(${arrays.join(', ')}) AS given(${columns.map(({ name }) => name).join(', ')})`;
}

const NULL = 'NULL';

/**
 * One array for each column. Nulls at its end are left out, because `unnest` fills up shorter arrays with nulls, and many columns have
 * nothing else. So one column must have a value in the last row.
 *
 * @throws TypeError when none has: Postgres would not see that row
 */
export function arraysOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): (string | Buffer)[] {
  let longest = 0;
  const arrays = columns.map((column) => {
    if (column.type === 'uuid') {
      const ids = withoutNullsAtEnd(rows.map(column.of), null);
      longest = Math.max(longest, ids.length);
      return uuidArray(ids);
    }
    const elements = withoutNullsAtEnd(
      rows.map((row) => elementOf(column.of(row))),
      NULL,
    );
    longest = Math.max(longest, elements.length);
    return `{${elements.join(',')}}`;
  });
  if (longest < rows.length) throw new TypeError('no column has a value in the last row');
  return arrays;
}

/** Shortens `values`. */
function withoutNullsAtEnd<Value>(values: Value[], nullValue: Value): Value[] {
  values.length = values.findLastIndex((value) => value !== nullValue) + 1;
  return values;
}

/** Values that need no quotes in an array literal, such as ids, words, times and hexadecimal digits. */
const BARE = /^[\w.:+-]+$/;

/**
 * A value as an element of a Postgres array literal (PostgreSQL 18, §8.15.6). The conversion of the driver quotes and scans every
 * element. At thousands of rows per second that was 10 % of the memory that delivery allocates.
 */
function elementOf(value: string | number | null): string {
  if (value === null) return NULL;
  if (typeof value === 'number') return String(value);
  // An unquoted NULL, in any case, is no value. The length is compared first: changing the case of every value makes garbage.
  if (BARE.test(value) && (value.length !== 4 || value.toUpperCase() !== 'NULL')) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
