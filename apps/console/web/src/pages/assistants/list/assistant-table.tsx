import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import type { Assistant } from '../../../api/assistants.js';
import { type Intent, intentChoicesQuery } from '../../../api/intents.js';
import { Link } from '../../../frame/link.js';
import { offeredForms } from '../settings/form-offers.js';

const columnsOf = (intents: readonly Intent[]): readonly Column<Assistant>[] => [
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
  {
    id: 'forms',
    heading: 'Forms',
    isNumber: true,
    cell: ({ form_ids = [], intent_ids = [] }) =>
      new Set([...form_ids, ...offeredForms(intent_ids, intents)]).size,
  },
  { id: 'intents', heading: 'Intents', isNumber: true, cell: ({ intent_ids }) => intent_ids?.length ?? 0 },
  {
    id: 'changed',
    heading: 'Changed',
    isNumber: true,
    hideBelow: 'phone',
    cell: ({ updated_at }) => <Time at={updated_at} />,
  },
];

/** The assistants. Undefined while they are being loaded. A form counts, too, that only an intent of the assistant offers. */
export function AssistantTable({ assistants }: { assistants: readonly Assistant[] | undefined }) {
  const { data: intents } = useQuery(intentChoicesQuery);
  const columns = columnsOf(intents?.items ?? []);
  return <Table label="Assistants" columns={columns} rows={assistants} keyOf={({ id }) => id} />;
}
