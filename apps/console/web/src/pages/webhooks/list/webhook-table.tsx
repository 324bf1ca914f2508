import { OnNarrow } from '@flowforge/design-system/table/on-narrow';
import { type Column, Table } from '@flowforge/design-system/table/table';
import type { Webhook } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { Endpoint } from './endpoint.js';
import { LastFailure } from './last-failure.js';
import { Traffic } from './traffic.js';
import { WebhookStatus } from './webhook-status.js';

const COLUMNS: readonly Column<Webhook>[] = [
  {
    id: 'name',
    width: '23%',
    heading: 'Name',
    cell: ({ id, name }) => (
      <>
        <Link to="/profile/webhooks/$webhookId/deliveries" params={{ webhookId: id }} look="row">
          {name}
        </Link>
        <OnNarrow>
          <LastFailure webhookId={id} />
        </OnNarrow>
      </>
    ),
  },
  {
    id: 'endpoint',
    width: '21%',
    heading: 'Endpoint',
    hideBelow: 'tablet',
    cell: ({ endpoint }) => <Endpoint url={endpoint} />,
  },
  {
    id: 'state',
    width: '20%',
    heading: 'State',
    cell: (webhook) => <WebhookStatus webhook={webhook} />,
  },
  {
    id: 'traffic',
    width: '16%',
    heading: 'Success in 24 h',
    hideBelow: 'phone',
    cell: ({ id }) => <Traffic webhookId={id} />,
  },
  {
    id: 'failure',
    width: '20%',
    heading: 'Last failure',
    hideBelow: 'tablet',
    cell: ({ id }) => <LastFailure webhookId={id} />,
  },
];

/** The webhooks with their state at a glance. Undefined while they are being loaded. */
export function WebhookTable({ webhooks }: { webhooks: readonly Webhook[] | undefined }) {
  return <Table label="Webhooks" columns={COLUMNS} rows={webhooks} keyOf={({ id }) => id} />;
}
