import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { deleteIntent, type Intent, intentQuery } from '../../../api/intents.js';
import { DeleteCard } from '../../../editing/delete-card.js';
import { useLeaveDeleted } from '../../../editing/use-leave-deleted.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { IntentUses } from '../../../uses/intent-uses.js';
import { IntentForm } from './intent-form.js';
import { IntentWarnings } from './intent-warnings.js';

const route = getRouteApi('/frame/intents/$intentId');

const BREADCRUMB = [
  <Link key="list" to="/intents" look="quiet">
    Intents
  </Link>,
];

/** One intent: warnings about its examples, and its settings. */
export function IntentPage() {
  const { intentId } = route.useParams();
  const query = useQuery(intentQuery(intentId));
  const canWrite = useCan('assistants:write');
  return (
    <Page
      title={query.data?.name ?? 'Intent'}
      breadcrumb={BREADCRUMB}
      {...(query.error === null && { subtitle: <IntentUses intentId={intentId} /> })}
    >
      <Loaded what="the intent" query={query} skeleton={<SkeletonLines count={8} what="the intent" />}>
        {(intent) => (
          <>
            <IntentWarnings warnings={intent.warnings} />
            <IntentForm key={intent.id} intent={intent} isReadOnly={!canWrite} />
            {canWrite && <DeleteIntent intent={intent} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function DeleteIntent({ intent: { id, name } }: { intent: Intent }) {
  const leave = useLeaveDeleted('/intents', intentQuery(id).queryKey);
  return (
    <DeleteCard
      what="intent"
      name={name}
      consequence="Assistants no longer recognise it. What was captured stays."
      onDelete={() => deleteIntent(id)}
      onDeleted={leave}
    />
  );
}
