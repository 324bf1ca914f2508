import { Status } from '@flowforge/design-system/badge/badge';
import { OnNarrow } from '@flowforge/design-system/table/on-narrow';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import type { Delivery } from '../../../api/deliveries.js';
import { Link } from '../../../frame/link.js';
import { lastAttemptWords, STATUS_WORDS } from '../../../delivery/outcome-words.js';
import type { DeliverySearch } from './delivery-search.js';
import { NextStep } from './next-step.js';

interface DeliveryTableProps {
  deliveries: readonly Delivery[] | undefined;
  webhookId: string;
  search: DeliverySearch;
  openId: string | undefined;
}

/** Deliveries, newest first. A row opens the delivery in the side panel. */
export function DeliveryTable({ deliveries, webhookId, search, openId }: DeliveryTableProps) {
  const columns: Column<Delivery>[] = [
    {
      id: 'event',
      width: '24%',
      heading: 'Event',
      cell: ({ id, event, ...delivery }) => (
        <>
          <Link
            to="/profile/webhooks/$webhookId/deliveries/$deliveryId"
            params={{ webhookId, deliveryId: id }}
            search={search}
            look="row"
          >
            {event}
          </Link>
          {delivery.last_outcome !== null && delivery.last_outcome !== 'delivered' && (
            <OnNarrow>{lastAttemptWords(delivery)}</OnNarrow>
          )}
        </>
      ),
    },
    {
      id: 'status',
      width: '15%',
      heading: 'Status',
      cell: ({ status }) => {
        const { word, tone, icon } = STATUS_WORDS[status];
        return (
          <Status tone={tone} icon={icon}>
            {word}
          </Status>
        );
      },
    },
    {
      id: 'outcome',
      width: '23%',
      heading: 'Last attempt',
      hideBelow: 'tablet',
      cell: (delivery) => lastAttemptWords(delivery) ?? '–',
    },
    {
      id: 'next',
      width: '14%',
      heading: 'Next',
      hideBelow: 'tablet',
      cell: (delivery) => <NextStep delivery={delivery} />,
    },
    {
      id: 'attempts',
      width: '10%',
      heading: 'Attempts',
      isNumber: true,
      hideBelow: 'phone',
      cell: ({ attempt_count }) => attempt_count,
    },
    {
      id: 'created',
      width: '14%',
      heading: 'Created',
      isNumber: true,
      cell: ({ created_at }) => <Time at={created_at} />,
    },
  ];
  return (
    <Table
      label="Deliveries"
      columns={columns}
      rows={deliveries}
      keyOf={({ id }) => id}
      selectedKey={openId}
    />
  );
}
