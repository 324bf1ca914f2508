import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import type { Widget } from '../../../api/widgets.js';
import { Link } from '../../../frame/link.js';
import styles from './widgets.module.css';

/** The widgets, by the name of their assistant. Undefined while they are being loaded. */
export function WidgetTable({ widgets }: { widgets: readonly Widget[] | undefined }) {
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const columns: readonly Column<Widget>[] = [
    {
      id: 'assistant',
      heading: 'Assistant',
      isWide: true,
      cell: ({ id, assistant_id, color }) => (
        <Link to="/widgets/$widgetId" params={{ widgetId: id }} look="row">
          <span className={styles.name}>
            <span className={styles.color} style={{ background: color }} aria-hidden="true" />
            {assistants?.items.find((assistant) => assistant.id === assistant_id)?.name ?? 'Assistant'}
          </span>
        </Link>
      ),
    },
    {
      id: 'origins',
      heading: 'Allowed on',
      hideBelow: 'phone',
      cell: ({ allowed_origins }) => allowed_origins?.join(', ') ?? 'any page',
    },
    {
      id: 'created',
      heading: 'Created',
      isNumber: true,
      cell: ({ created_at }) => <Time at={created_at} />,
    },
  ];
  return <Table label="Widgets" columns={columns} rows={widgets} keyOf={({ id }) => id} />;
}
