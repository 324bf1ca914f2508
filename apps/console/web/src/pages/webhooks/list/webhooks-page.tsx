import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { useNavigate } from '@tanstack/react-router';
import { Webhook as WebhookIcon } from 'lucide-react';
import { usePages } from '../../../api/pages.js';
import { listWebhooks } from '../../../api/webhooks.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { WebhookTable } from './webhook-table.js';

export function WebhooksPage() {
  const pages = usePages({ queryKey: ['webhooks', 'list'], load: listWebhooks, isLive: true });
  const { items } = pages;
  return (
    <Page
      title="Webhooks"
      subtitle="Where Flowforge sends what happens in your conversations."
      action={<AddButton />}
    >
      <Loaded
        what="the webhooks"
        query={{ ...pages.query, data: items }}
        skeleton={<WebhookTable webhooks={undefined} />}
      >
        {(webhooks) =>
          webhooks.length === 0 ? (
            <EmptyState icon={<WebhookIcon size={24} aria-hidden />} title="No webhook yet">
              Add the address of your system, and it receives forms, intents and ended conversations as they
              happen.
            </EmptyState>
          ) : (
            <>
              <WebhookTable webhooks={webhooks} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function AddButton() {
  const navigate = useNavigate();
  if (!useCan('webhooks:write')) return null;
  return (
    <Button variant="primary" onPress={() => void navigate({ to: '/profile/webhooks/new' })}>
      Add a Webhook
    </Button>
  );
}
