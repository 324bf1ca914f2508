import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { disableWebhook } from '@flowforge/contracts/requests/disable-webhook';
import { until } from '@flowforge/testing/until';
import { Registry } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('disable-webhook');
});
after(() => registry.stop());

test('a 410 disables the webhook, which then has the reason, the time and the delivery, until it is enabled again', async () => {
  const { body } = await api.post('/v1/webhooks', { name: 'CRM', endpoint: 'https://crm.example.com/' });
  const request = {
    workspace_id: api.workspaceId,
    webhook_id: body.id,
    revision: 1,
    reason: 'gone' as const,
    delivery_id: newId(),
  };
  // Only the name changes after the request to the endpoint: the answer is still about the present settings.
  await api.patch(`/v1/webhooks/${body.id}`, { name: 'ERP' });
  // The first request can arrive before the registry has subscribed to the subject.
  const reply = await until('the registry to answer over NATS', () =>
    registry.requests.ask(disableWebhook, request),
  );
  assert.deepEqual(reply, { disabled: true });
  const gone = (await api.get(`/v1/webhooks/${body.id}`)).body;
  assert.deepEqual(
    [gone.enabled, gone.disabled_reason, gone.disabled_by_delivery_id, gone.disabled_at],
    [false, 'gone', request.delivery_id, gone.updated_at],
  );
  assert.deepEqual(await registry.requests.ask(disableWebhook, request), { disabled: false });

  const enabled = (await api.patch(`/v1/webhooks/${body.id}`, { enabled: true })).body;
  assert.deepEqual(
    [enabled.disabled_reason, enabled.disabled_by_delivery_id, enabled.disabled_at],
    [null, null, null],
  );
  const byApi = (await api.patch(`/v1/webhooks/${body.id}`, { enabled: false })).body;
  assert.deepEqual(
    [byApi.disabled_reason, byApi.disabled_by_delivery_id, byApi.disabled_at],
    [null, null, byApi.updated_at],
  );
});

test('a webhook that was changed after the request to its endpoint stays enabled', async () => {
  const { body } = await api.post('/v1/webhooks', { name: 'CRM', endpoint: 'https://crm.example.com/' });
  await api.patch(`/v1/webhooks/${body.id}`, { endpoint: 'https://erp.example.com/' });
  const ids = { workspace_id: api.workspaceId, webhook_id: body.id, delivery_id: newId() };
  const reply = await registry.requests.ask(disableWebhook, { ...ids, revision: 1, reason: 'gone' });
  assert.deepEqual(reply, { disabled: false });
  assert.equal((await api.get(`/v1/webhooks/${body.id}`)).body.enabled, true);
});
