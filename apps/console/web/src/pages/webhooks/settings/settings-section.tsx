import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { deleteWebhook, type Webhook, webhookQuery } from '../../../api/webhooks.js';
import { DeleteCard } from '../../../editing/delete-card.js';
import { useLeaveDeleted } from '../../../editing/use-leave-deleted.js';
import { useCan } from '../../../session/session.js';
import { EnableCard } from './enable-card.js';
import { Secrets } from './secrets.js';
import { SettingsForm } from './settings-form.js';

const route = getRouteApi('/frame/profile/webhooks/$webhookId/settings');

/** Everything that can be changed at a webhook. */
export function SettingsSection() {
  const { webhookId } = route.useParams();
  const { data: webhook } = useQuery(webhookQuery(webhookId));
  const canWrite = useCan('webhooks:write');
  if (webhook === undefined) return null;
  return (
    <>
      <SettingsForm key={webhook.id} webhook={webhook} isReadOnly={!canWrite} />
      <Secrets webhook={webhook} />
      {canWrite && <EnableCard webhook={webhook} />}
      {canWrite && <DeleteWebhook webhook={webhook} />}
    </>
  );
}

function DeleteWebhook({ webhook: { id, name } }: { webhook: Webhook }) {
  const leave = useLeaveDeleted('/profile/webhooks', webhookQuery(id).queryKey);
  return (
    <DeleteCard
      what="webhook"
      name={name}
      consequence="Nothing more is sent to it, also not what waits at the moment. Its secret and its assignments are deleted, too."
      onDelete={() => deleteWebhook(id)}
      onDeleted={leave}
    />
  );
}
