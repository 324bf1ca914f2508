import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import type { CreatedWebhook } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { AddWebhookForm } from './add-webhook-form.js';
import { returnPath } from './return-path.js';
import { SecretOnce } from './secret-once.js';

const route = getRouteApi('/frame/profile/webhooks/new');

/** “Add a Webhook”: name and endpoint, then the secret, once. “Done” goes on, or back to where “Create Webhook” was pressed. */
export function AddWebhookPage() {
  const { return_to } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [created, setCreated] = useState<CreatedWebhook>();
  const canWrite = useCan('webhooks:write');
  function leave({ id }: CreatedWebhook) {
    void queryClient.invalidateQueries({ queryKey: ['webhooks'] });
    router.history.push(
      return_to === undefined ? `/profile/webhooks/${id}/deliveries` : returnPath(return_to, id),
      undefined,
      // “Done” was pressed: do not ask before leaving.
      { ignoreBlocker: true },
    );
  }
  return (
    <Page
      title={created === undefined ? 'Add a Webhook' : 'Keep the secret of the webhook'}
      breadcrumb={[
        <Link key="list" to="/profile/webhooks" look="quiet">
          Webhooks
        </Link>,
      ]}
    >
      {!canWrite ? (
        <EmptyState icon={<Lock size={24} aria-hidden />} title="You may not add a webhook">
          Ask an owner of the workspace for the role of an editor.
        </EmptyState>
      ) : created === undefined ? (
        <AddWebhookForm onCreated={setCreated} />
      ) : (
        <SecretOnce name={created.name} secret={created.secret} onDone={() => leave(created)} />
      )}
    </Page>
  );
}
