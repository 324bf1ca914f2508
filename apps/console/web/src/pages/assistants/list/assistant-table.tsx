import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import type { Assistant } from '../../../api/assistants.js';
import { Link } from '../../../frame/link.js';

const COLUMNS: readonly Column<Assistant>[] = [
  {
    id: 'name',
    heading: 'Name',
    isWide: true,
    cell: ({ id, name }) => (
      <Link to="/assistants/$assistantId/settings" params={{ assistantId: id }} look="row">
        {name}
      </Link>
    ),
  },
  { id: 'forms', heading: 'Forms', isNumber: true, cell: ({ form_ids }) => form_ids?.length ?? 0 },
  { id: 'intents', heading: 'Intents', isNumber: true, cell: ({ intent_ids }) => intent_ids?.length ?? 0 },
  {
    id: 'changed',
    heading: 'Changed',
    isNumber: true,
    hideBelow: 'phone',
    cell: ({ updated_at }) => <Time at={updated_at} />,
  },
];

/** The assistants. Undefined while they are being loaded. */
export function AssistantTable({ assistants }: { assistants: readonly Assistant[] | undefined }) {
  return <Table label="Assistants" columns={COLUMNS} rows={assistants} keyOf={({ id }) => id} />;
}
