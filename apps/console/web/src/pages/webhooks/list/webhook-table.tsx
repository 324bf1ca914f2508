import { OnNarrow } from '@flowforge/design-system/table/on-narrow';
import { type Column, Table } from '@flowforge/design-system/table/table';
import type { Webhook } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { Endpoint } from './endpoint.js';
import { LastFailure } from './last-failure.js';
import { TrafficCell } from './traffic.js';
import { type ListFacts, useListFacts } from './use-list-facts.js';
import { WebhookStatus } from './webhook-status.js';

function columnsOf({ trafficOf, circuitOf }: ListFacts): readonly Column<Webhook>[] {
  return [
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
            <LastFailure traffic={trafficOf(id)} />
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
      cell: (webhook) => <WebhookStatus webhook={webhook} circuit={circuitOf(webhook.id)} />,
    },
    {
      id: 'traffic',
      width: '16%',
      heading: 'Accepted attempts, 24 h',
      hideBelow: 'phone',
      cell: ({ id }) => <TrafficCell traffic={trafficOf(id)} />,
    },
    {
      id: 'failure',
      width: '20%',
      heading: 'Latest failures',
      hideBelow: 'tablet',
      cell: ({ id }) => <LastFailure traffic={trafficOf(id)} />,
    },
  ];
}

/** The webhooks with their state at a glance. Undefined while they are being loaded. */
export function WebhookTable({ webhooks }: { webhooks: readonly Webhook[] | undefined }) {
  const facts = useListFacts((webhooks ?? []).map(({ id }) => id));
  return <Table label="Webhooks" columns={columnsOf(facts)} rows={webhooks} keyOf={({ id }) => id} />;
}
