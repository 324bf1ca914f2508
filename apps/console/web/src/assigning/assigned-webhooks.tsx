import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { OnNarrow } from '@flowforge/design-system/table/on-narrow';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { Time } from '@flowforge/design-system/time/time';
import { Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import { type Assignment, listAssignments } from '../api/assignments.js';
import { usePages } from '../api/pages.js';
import { Loaded } from '../frame/loaded.js';
import { useCan } from '../session/session.js';
import { WebhookLink } from '../webhook/webhook-link.js';
import { useWebhookName } from '../webhook/webhook-name.js';
import { EventBadges } from './event-badges.js';
import { UnassignDialog } from './unassign-dialog.js';

/** The assistant or the form whose events are sent. */
export type Source = { assistant_id: string } | { form_id: string };

/** The webhooks that an assistant or a form is assigned to, and how to end an assignment. */
export function AssignedWebhooks({ source, emptyText }: { source: Source; emptyText: string }) {
  const pages = usePages({
    queryKey: ['assignments', source],
    load: (cursor) => listAssignments(source, cursor),
  });
  return (
    <Loaded
      what="the webhooks"
      query={{ ...pages.query, data: pages.items }}
      skeleton={<AssignedTable assignments={undefined} />}
    >
      {(assignments) =>
        assignments.length === 0 ? (
          <EmptyState icon={<WebhookIcon size={24} aria-hidden />} title="No webhook yet">
            {emptyText}
          </EmptyState>
        ) : (
          <>
            <AssignedTable assignments={assignments} />
            <LoadMore {...pages.more} />
          </>
        )
      }
    </Loaded>
  );
}

function AssignedTable({ assignments }: { assignments: readonly Assignment[] | undefined }) {
  const [leaving, setLeaving] = useState<{ assignment: Assignment; name: string }>();
  const columns: Column<Assignment>[] = [
    {
      id: 'webhook',
      heading: 'Webhook',
      isWide: true,
      cell: ({ webhook_id, event_types }) => (
        <>
          <WebhookLink id={webhook_id} />
          <OnNarrow>
            <EventBadges types={event_types} />
          </OnNarrow>
        </>
      ),
    },
    {
      id: 'types',
      heading: 'Events',
      hideBelow: 'tablet',
      cell: ({ event_types }) => <EventBadges types={event_types} />,
    },
    {
      id: 'since',
      heading: 'Since',
      isNumber: true,
      hideBelow: 'phone',
      cell: ({ created_at }) => <Time at={created_at} />,
    },
  ];
  if (useCan('webhooks:write'))
    columns.push({
      id: 'actions',
      heading: 'Actions',
      isHeadingHidden: true,
      isNumber: true,
      cell: (assignment) => (
        <UnassignButton
          webhookId={assignment.webhook_id}
          onPress={(name) => setLeaving({ assignment, name })}
        />
      ),
    });
  return (
    <>
      <Table
        label="Assigned webhooks"
        columns={columns}
        rows={assignments}
        keyOf={({ id }) => id}
        skeletonRows={2}
      />
      {leaving !== undefined && (
        <UnassignDialog
          assignmentId={leaving.assignment.id}
          title={`Unassign the webhook “${leaving.name}”?`}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

function UnassignButton({ webhookId, onPress }: { webhookId: string; onPress: (name: string) => void }) {
  const name = useWebhookName(webhookId);
  return (
    <Button size="small" variant="quiet" aria-label={`Unassign ${name}`} onPress={() => onPress(name)}>
      Unassign
    </Button>
  );
}
