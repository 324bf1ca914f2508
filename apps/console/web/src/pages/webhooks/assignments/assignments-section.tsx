import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { SplitRow } from '@flowforge/design-system/split-row/split-row';
import { getRouteApi } from '@tanstack/react-router';
import { Cable } from 'lucide-react';
import { useState } from 'react';
import { listAssignments } from '../../../api/assignments.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
import { useCan } from '../../../session/session.js';
import { AssignToDialog } from './assign-to-dialog.js';
import { AssignmentTable } from './assignment-table.js';

const route = getRouteApi('/frame/profile/webhooks/$webhookId/assignments');

/** Whose events the webhook receives, and where it is assigned to more. */
export function AssignmentsSection() {
  const { webhookId } = route.useParams();
  const [isAssigning, setAssigning] = useState(false);
  const canWrite = useCan('webhooks:write');
  const pages = usePages({
    queryKey: ['assignments', { webhook_id: webhookId }],
    load: (cursor) => listAssignments({ webhook_id: webhookId }, cursor),
  });
  const assigned = new Set(
    pages.items?.flatMap(({ assistant_id, form_id }) => assistant_id ?? form_id ?? []),
  );
  const assignButton = canWrite && <Button onPress={() => setAssigning(true)}>Assign Webhook</Button>;
  return (
    <>
      <Loaded
        what="the assignments"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<AssignmentTable assignments={undefined} />}
      >
        {(assignments) =>
          assignments.length === 0 ? (
            <EmptyState icon={<Cable size={24} aria-hidden />} title="Not assigned yet" action={assignButton}>
              A webhook receives the events of the assistants and forms that it is assigned to.
            </EmptyState>
          ) : (
            <>
              <SplitRow isQuiet>
                <p>The webhook receives the events of these assistants and forms.</p>
                {assignButton}
              </SplitRow>
              <AssignmentTable assignments={assignments} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
      {isAssigning && (
        <AssignToDialog webhookId={webhookId} assigned={assigned} onClose={() => setAssigning(false)} />
      )}
    </>
  );
}
