import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeRoutingChange } from '@flowforge/contracts/routing/routing-change';
import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import { until } from '@flowforge/testing/until';
import { Registry } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('delete-webhook');
  // Settles each routing change as soon as it is published, as delivery does.
  registry.connection.subscribe('routing.>', {
    callback: (_, message) => {
      const change = decodeRoutingChange(message.data);
      if (!change.ok) return;
      registry.connection.publish(settlementSubject('registry'), JSON.stringify({ ids: [change.value.id] }));
    },
  });
});
after(() => registry.stop());

/** The changes of this workspace that are not settled; other test files have changes of their own. */
async function pending(): Promise<string[]> {
  const rows = await registry.rows<{ id: string }>('SELECT id FROM registry.outbox_pending');
  const changes = await registry.routingChanges(api.workspaceId);
  return changes.map(({ id }) => id).filter((id) => rows.some((row) => row.id === id));
}

test('the answer to a deletion comes after delivery has applied the end of every assignment', async () => {
  const webhook = await api.post('/v1/webhooks', { name: 'CRM', endpoint: 'https://crm.example.com/' });
  for (let count = 0; count < 3; count += 1) {
    const body = {
      webhook_id: webhook.body.id,
      assistant_id: registry.newSource(api.workspaceId, 'assistant'),
    };
    assert.equal((await api.post('/v1/assignments', body)).status, 201);
  }
  await until('the changes so far to be settled', async () => (await pending()).length === 0);
  assert.equal((await api.delete(`/v1/webhooks/${webhook.body.id}`)).status, 204);
  assert.deepEqual(await pending(), []);
});
