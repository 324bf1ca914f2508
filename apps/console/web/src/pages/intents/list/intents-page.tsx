import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { useNavigate } from '@tanstack/react-router';
import { MessageCircleQuestion } from 'lucide-react';
import { useState } from 'react';
import { listIntents } from '../../../api/intents.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { CreateIntentDialog } from '../../../intent/create-intent-dialog.js';
import { useCan } from '../../../session/session.js';
import { IntentTable } from './intent-table.js';
import { WhichIntent } from './which-intent.js';

export function IntentsPage() {
  const pages = usePages({ queryKey: ['intents', 'list'], load: listIntents });
  const canWrite = useCan('assistants:write');
  const [isCreating, setCreating] = useState(false);
  const navigate = useNavigate();
  return (
    <Page
      title="Intents"
      subtitle="What visitors want. An assistant recognises it by example sentences, and your systems learn of it at once."
      action={
        canWrite && (
          <Button variant="primary" onPress={() => setCreating(true)}>
            Create an intent
          </Button>
        )
      }
    >
      <Loaded
        what="the intents"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<IntentTable intents={undefined} />}
      >
        {(intents) =>
          intents.length === 0 ? (
            <EmptyState icon={<MessageCircleQuestion size={24} aria-hidden />} title="No intent yet">
              An intent such as BOOKING has a few sentences that visitors write when they want to book.
            </EmptyState>
          ) : (
            <>
              <IntentTable intents={intents} />
              <LoadMore {...pages.more} />
              <WhichIntent intents={intents} />
            </>
          )
        }
      </Loaded>
      {isCreating && (
        <CreateIntentDialog
          onCreated={({ id }) => navigate({ to: '/intents/$intentId', params: { intentId: id } })}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  );
}
