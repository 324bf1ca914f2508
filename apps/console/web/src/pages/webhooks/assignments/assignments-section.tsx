import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { getRouteApi } from '@tanstack/react-router';
import { Cable } from 'lucide-react';
import { listAssignments } from '../../../api/assignments.js';
import { usePages } from '../../../api/pages.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { AssignmentTable } from './assignment-table.js';

const route = getRouteApi('/frame/profile/webhooks/$webhookId/assignments');

/** Whose events the webhook receives. */
export function AssignmentsSection() {
  const { webhookId } = route.useParams();
  const pages = usePages({
    queryKey: ['assignments', { webhook_id: webhookId }],
    load: (cursor) => listAssignments({ webhook_id: webhookId }, cursor),
  });
  return (
    <Loaded
      what="the assignments"
      query={{ ...pages.query, data: pages.items }}
      skeleton={<AssignmentTable assignments={undefined} />}
    >
      {(assignments) =>
        assignments.length === 0 ? (
          <EmptyState
            icon={<Cable size={24} aria-hidden />}
            title="Not assigned yet"
            action={
              <Link to="/assistants" look="button">
                Go to Assistants
              </Link>
            }
          >
            A webhook receives the events of the assistants and forms that it is assigned to. Assign it under
            Operations of an assistant, or at a form.
          </EmptyState>
        ) : (
          <>
            <AssignmentTable assignments={assignments} />
            <LoadMore {...pages.more} />
          </>
        )
      }
    </Loaded>
  );
}
