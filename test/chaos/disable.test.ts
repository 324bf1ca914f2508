import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { setUpGuide, startVisit } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';

/** Invariant 5: after a webhook is disabled, no attempt starts later than this, in milliseconds. */
const BOUND_MS = 2_000;
let stack: Stack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([startStack(), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

test('a webhook that is disabled while the delivery process is suspended gets no request when it resumes', async () => {
  const { api } = await stack.workspace('disable');
  const setup = await setUpGuide(api, `${endpoint.url}/disable`);
  const [delivery] = stack.services.delivery;
  assert.ok(delivery);
  const { visitor, path } = await startVisit(api, setup.widgetId);
  const submit = async (): Promise<void> => {
    const answer = await visitor.post(`${path}/forms/${setup.formId}`, {
      field_values: { name: 'Ada', email: 'ada@example.com' },
    });
    assert.equal(answer.status, 201);
  };
  await submit();
  await until('the first webhook', () => endpoint.received.length === 1);

  delivery.pause();
  await submit();
  const disabled = await api.patch(`/v1/webhooks/${setup.webhookId}`, { enabled: false });
  assert.equal(disabled.status, 200);
  // The limit of the invariant has to pass before the process resumes.
  await delay(BOUND_MS);
  delivery.resume();
  await until('the skipped delivery', async () => {
    const { body } = await api.get(`/v1/deliveries?webhook_id=${setup.webhookId}&status=skipped`);
    return Array.isArray(body['items']) && body['items'].length === 1;
  });
  assert.equal(endpoint.received.length, 1, 'an attempt was started after the disable');
});

test('a 410 disables the webhook, which shows why, since when and by which delivery', async () => {
  const { api } = await stack.workspace('gone');
  const setup = await setUpGuide(api, `${endpoint.url}/gone`);
  endpoint.behave((request) => (request.path === '/gone' ? 410 : 200));
  const { visitor, path } = await startVisit(api, setup.widgetId);
  await visitor.post(`${path}/forms/${setup.formId}`, {
    field_values: { name: 'Ada', email: 'ada@example.com' },
  });
  const webhook = await until('the webhook to be disabled', async () => {
    const { body } = await api.get(`/v1/webhooks/${setup.webhookId}`);
    return body['enabled'] === false ? body : null;
  });
  assert.equal(webhook['disabled_reason'], 'gone');
  const { body } = await api.get(`/v1/deliveries?webhook_id=${setup.webhookId}`);
  const items: unknown = body['items'];
  assert.ok(Array.isArray(items));
  assert.deepEqual(
    items.map((item: { last_outcome: string }) => item.last_outcome),
    ['gone'],
  );
  assert.equal(webhook['disabled_by_delivery_id'], items[0].id);
  assert.match(String(webhook['disabled_at']), /^\d{4}-.*Z$/);
  const enabled = await api.patch(`/v1/webhooks/${setup.webhookId}`, { enabled: true });
  for (const field of ['disabled_reason', 'disabled_at', 'disabled_by_delivery_id']) {
    assert.equal(enabled.body[field], null);
  }
  endpoint.behave(() => 200);
});
