import { Status } from '@flowforge/design-system/badge/badge';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import type { Intent } from '../../../api/intents.js';
import { Link } from '../../../frame/link.js';

const COLUMNS: readonly Column<Intent>[] = [
  {
    id: 'name',
    heading: 'Name',
    isWide: true,
    cell: ({ id, name }) => (
      <Link to="/intents/$intentId" params={{ intentId: id }} look="row">
        {name}
      </Link>
    ),
  },
  { id: 'examples', heading: 'Examples', isNumber: true, cell: ({ utterances }) => utterances.length },
  {
    id: 'state',
    heading: 'State',
    cell: ({ warnings }) =>
      warnings.length === 0 ? (
        <Status tone="success" icon="ok">
          Good
        </Status>
      ) : (
        <Status tone="warning" icon="failed">
          {warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`}
        </Status>
      ),
  },
  {
    id: 'changed',
    heading: 'Changed',
    isNumber: true,
    hideBelow: 'phone',
    cell: ({ updated_at }) => <Time at={updated_at} />,
  },
];

/** The intents. Undefined while they are being loaded. */
export function IntentTable({ intents }: { intents: readonly Intent[] | undefined }) {
  return <Table label="Intents" columns={COLUMNS} rows={intents} keyOf={({ id }) => id} />;
}
