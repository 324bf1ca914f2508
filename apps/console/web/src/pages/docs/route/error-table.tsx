import { type Column, Table } from '@flowforge/design-system/table/table';
import { WithCode } from '../prose/prose.js';
import type { ErrorReference } from '../reference/reference.js';
import styles from './route.module.css';

const COLUMNS: readonly Column<ErrorReference>[] = [
  { id: 'status', heading: 'Status', cell: ({ status }) => status },
  { id: 'code', heading: 'Code', cell: ({ code }) => <code>{code}</code> },
  {
    id: 'detail',
    heading: 'Example of its text',
    isWide: true,
    cell: ({ detail }) => <WithCode text={detail} />,
  },
];

/** The errors of a route. */
export function ErrorTable({ errors }: { errors: readonly ErrorReference[] }) {
  return (
    <section className={styles.section}>
      <h2>Errors</h2>
      <Table
        label="Errors"
        columns={COLUMNS}
        rows={errors}
        keyOf={({ status, code }) => `${status} ${code}`}
      />
    </section>
  );
}
