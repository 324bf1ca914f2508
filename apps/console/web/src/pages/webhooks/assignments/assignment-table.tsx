import { Button } from '@flowforge/design-system/button/button';
import { shortId } from '@flowforge/design-system/format/short-id.ts';
import { OnNarrow } from '@flowforge/design-system/table/on-narrow';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assignment } from '../../../api/assignments.js';
import { type SourceNames, sourceNamesQuery } from '../../../api/sources.js';
import { EventBadges } from '../../../assigning/event-badges.js';
import { UnassignDialog } from '../../../assigning/unassign-dialog.js';
import { Link } from '../../../frame/link.js';
import { useCan } from '../../../session/session.js';
import styles from './assignments.module.css';

/** Assignments of one webhook. Undefined while they are being loaded. */
export function AssignmentTable({ assignments }: { assignments: readonly Assignment[] | undefined }) {
  const { data: names, isPending } = useQuery(sourceNamesQuery);
  const [leaving, setLeaving] = useState<Assignment>();
  const canWrite = useCan('webhooks:write');
  const columns: Column<Assignment>[] = [
    {
      id: 'source',
      heading: 'Assigned to',
      cell: (assignment) => (
        <>
          <Source assignment={assignment} names={names} />
          <OnNarrow>
            <EventBadges types={assignment.event_types} />
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
    { id: 'since', heading: 'Since', isNumber: true, cell: ({ created_at }) => <Time at={created_at} /> },
  ];
  if (canWrite)
    columns.push({
      id: 'actions',
      heading: 'Actions',
      isHeadingHidden: true,
      isNumber: true,
      cell: (assignment) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Unassign from ${nameOf(assignment, names)}`}
          onPress={() => setLeaving(assignment)}
        >
          Unassign
        </Button>
      ),
    });
  return (
    <>
      <Table
        label="Assignments"
        columns={columns}
        rows={isPending ? undefined : assignments}
        keyOf={({ id }) => id}
        skeletonRows={3}
      />
      {leaving !== undefined && (
        <UnassignDialog
          assignmentId={leaving.id}
          title={`Unassign from “${nameOf(leaving, names)}”?`}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

function Source({ assignment, names }: { assignment: Assignment; names: SourceNames | undefined }) {
  const { assistant_id: assistantId, form_id: formId } = assignment;
  const name = nameOf(assignment, names);
  return (
    <span className={styles.source}>
      {assistantId === null ? (
        <Link to="/forms/$formId/webhook" params={{ formId: formId ?? '' }} look="row">
          {name}
        </Link>
      ) : (
        <Link to="/assistants/$assistantId/operations" params={{ assistantId }} look="row">
          {name}
        </Link>
      )}
      <span>{assistantId === null ? 'form' : 'assistant'}</span>
    </span>
  );
}

function nameOf({ assistant_id, form_id }: Assignment, names: SourceNames | undefined): string {
  const id = assistant_id ?? form_id ?? '';
  return names?.get(id)?.name ?? shortId(id);
}
