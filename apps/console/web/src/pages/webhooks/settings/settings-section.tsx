import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { webhookQuery } from '../../../api/webhooks.js';
import { useCan } from '../../../session/session.js';
import { DangerZone } from './danger-zone.js';
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
      {canWrite && <DangerZone webhook={webhook} />}
    </>
  );
}
