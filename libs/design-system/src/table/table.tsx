import type { ReactNode } from 'react';
import { Skeleton } from '../skeleton/skeleton.js';
import styles from './table.module.css';

/** One column of a table of `Row`s. */
export interface Column<Row> {
  id: string;
  /** The heading. A column of actions has a heading, too; `isHeadingHidden` hides it from sight. */
  heading: string;
  isHeadingHidden?: boolean;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the end, with figures of one width. */
  isNumber?: boolean;
  /** Left out on screens narrower than this. */
  hideBelow?: 'phone' | 'tablet';
  /** Takes the room that is left. */
  isWide?: boolean;
  /** A share of the table, such as `25%`. With it for every column nothing moves when cells are loaded one by one. */
  width?: string;
}

interface TableProps<Row> {
  /** What the table lists; read by screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  /** Undefined while they are being loaded: the skeleton has rows of the same height. */
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => string;
  skeletonRows?: number;
  /** The row that is open in the side panel. */
  selectedKey?: string | undefined;
}

/**
 * A table with rows of 44 px. The first cell holds a real link, which the whole row follows (`<Link look="row">`). Other buttons
 * and links in the row keep their own target.
 */
export function Table<Row>({ label, columns, rows, keyOf, skeletonRows = 5, selectedKey }: TableProps<Row>) {
  return (
    <div
      className={styles.scroller}
      tabIndex={0}
      role="group"
      aria-label={label}
      aria-busy={rows === undefined}
    >
      <table
        className={`${styles.table} ${columns.some(({ width }) => width !== undefined) ? styles.fixed : ''}`}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={classOf(column)} style={{ width: column.width }}>
                <span className={column.isHeadingHidden ? styles.hidden : undefined}>{column.heading}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined
            ? Array.from({ length: skeletonRows }, (_, row) => (
                <tr key={row}>
                  {columns.map((column, at) => (
                    <td key={column.id} className={classOf(column)}>
                      <Skeleton width={`${70 - ((row * 13 + at * 29) % 40)}%`} />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row) => (
                <tr key={keyOf(row)} className={keyOf(row) === selectedKey ? styles.selected : undefined}>
                  {columns.map((column) => (
                    <td key={column.id} className={classOf(column)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf<Row>({ isNumber, hideBelow, isWide }: Column<Row>): string {
  const hide =
    hideBelow === undefined ? undefined : { phone: styles.hidePhone, tablet: styles.hideTablet }[hideBelow];
  return [isNumber && styles.number, hide, isWide && styles.wide].filter(Boolean).join(' ');
}
