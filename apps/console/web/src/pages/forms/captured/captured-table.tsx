import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import type { CapturedForm } from '../../../api/captured-forms.js';
import type { Form } from '../../../api/forms.js';
import { Link } from '../../../frame/link.js';
import { valueText } from '../../../captured-form/value-text.js';
import styles from './captured.module.css';

/** Columns of values beside the time; the conversation shows all of them. */
const VALUES_SHOWN = 4;

interface CapturedTableProps {
  fields: Form['fields'];
  /** Undefined while they are being loaded. */
  captured: readonly CapturedForm[] | undefined;
}

/** Submitted forms, a row each. On a phone the table is scrolled sideways: the values are what the reader came for. */
export function CapturedTable({ fields, captured }: CapturedTableProps) {
  const columns: Column<CapturedForm>[] = [
    {
      id: 'time',
      heading: 'When',
      cell: ({ conversation_id, created_at }) => (
        <Link to="/conversations/$conversationId" params={{ conversationId: conversation_id }} look="row">
          <Time at={created_at} />
        </Link>
      ),
    },
    ...fields.slice(0, VALUES_SHOWN).map(({ name, label }): Column<CapturedForm> => ({
      id: name,
      heading: label,
      cell: ({ field_values }) => <span className={styles.value}>{valueText(field_values[name])}</span>,
    })),
  ];
  return <Table label="Captured values" columns={columns} rows={captured} keyOf={({ id }) => id} />;
}
