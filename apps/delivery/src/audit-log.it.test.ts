import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { issueInternalToken } from '@flowforge/service-kit/auth/internal-token';
import { FakeAuditLog } from '@flowforge/testing/fake-audit-log';
import { until } from '@flowforge/testing/until';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { RunningDelivery } from './running-delivery.testing.js';
import { type FakeServices, newWebhook, type TestWebhook } from './testing.js';

let running: RunningDelivery;
let fakes: FakeServices;
let registry: NatsConnection;
let auditLog: FakeAuditLog;

before(async () => {
  running = await RunningDelivery.start();
  ({ fakes } = running);
  registry = await connect(natsOptions({ url: running.nats.url, name: 'fake registry' }));
  auditLog = await FakeAuditLog.on(registry);
});
after(async () => {
  await registry.close();
  await running.stop();
});

const userId = newId();

/** Sends a request as an owner of the workspace. */
async function call(
  workspaceId: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }> {
  const session = { user_id: userId, workspace_id: workspaceId, role: 'owner', session_id: newId() } as const;
  const { token } = issueInternalToken(KeyRing.parse(fakes.encryptionKeys), session, Date.now());
  const response = await fetch(`${running.service.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** A webhook with one delivery that has ended, and its id. */
async function deliveredWebhook(): Promise<{ webhook: TestWebhook; deliveryId: string }> {
  const webhook = newWebhook(`${running.endpoint.url}/hook`);
  const form = newId();
  await fakes.webhook(webhook);
  await fakes.assign(webhook, form);
  await fakes.capturedForm(webhook.workspaceId, form);
  const deliveryId = await until('the delivery', async () => {
    const { body } = await call(webhook.workspaceId, 'GET', '/v1/deliveries');
    const [delivery] = body.items;
    return delivery?.status === 'delivered' && String(delivery.id);
  });
  return { webhook, deliveryId };
}

test('resends, recoveries and test events are sent to the audit log, with user and target; what is refused is not', async () => {
  const { webhook, deliveryId } = await deliveredWebhook();
  const { workspaceId, webhookId } = webhook;
  const recovery = { webhook_id: webhookId, since: '2026-01-01T00:00:00Z' };
  const refused = await call(newId(), 'POST', `/v1/deliveries/${deliveryId}/resend`);
  assert.equal(refused.status, 404);
  assert.equal((await call(newId(), 'POST', '/v1/recoveries', recovery)).status, 404);

  assert.equal((await call(workspaceId, 'POST', `/v1/deliveries/${deliveryId}/resend`)).status, 202);
  const test = { webhook_id: webhookId, event: 'conversation.closed' };
  assert.equal((await call(workspaceId, 'POST', '/v1/test-events', test)).status, 200);
  const started = await call(workspaceId, 'POST', '/v1/recoveries', recovery);
  assert.equal(started.status, 202);
  assert.equal((await call(newId(), 'DELETE', `/v1/recoveries/${started.body.id}`)).status, 404);

  const own = () => auditLog.entriesOf(workspaceId);
  await until('the entries', () => own().length >= 3);
  assert.deepEqual(
    own().map(({ action, target, actor }) => [action, target, actor]),
    [
      ['delivery.resent', { kind: 'delivery', id: deliveryId, name: 'captured_form.created' }],
      ['test_event.sent', { kind: 'webhook', id: webhookId, name: null }],
      ['recovery.started', { kind: 'webhook', id: webhookId, name: null }],
    ].map((entry) => [...entry, { kind: 'user', id: userId, address: '127.0.0.1' }]),
  );
  assert.deepEqual(
    auditLog.received.filter(({ workspace_id }) => workspace_id !== workspaceId),
    [],
    'nothing of other workspaces',
  );
});
