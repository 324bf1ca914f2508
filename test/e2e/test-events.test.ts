import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { Webhook } from 'standardwebhooks';
import { textIn } from '../stack/api.js';
import { sharedStack, type SharedStack } from '../stack/stack.js';

let stack: SharedStack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

interface Attempt {
  outcome: string;
  explanation: string;
  request: { url: string; headers: { name: string; value: string }[]; body: string };
  response: { status_code: number; headers: { name: string }[]; body_excerpt: string | null } | null;
  timing: { connect_ms: number | null; total_ms: number };
}

test('a test event is a signed, marked request, and the answer is the whole exchange without secret headers', async () => {
  const { api } = await stack.workspace('test-events');
  const created = await api.post('/v1/webhooks', {
    name: 'CRM',
    endpoint: `${endpoint.url}/test-event`,
    headers: { 'x-token': 'secret-token' },
  });
  const webhookId = textIn(created, 'id');
  for (const event of ['captured_form.created', 'captured_intent.created', 'conversation.closed']) {
    const { status, body } = await api.post('/v1/test-events', { webhook_id: webhookId, event });
    assert.equal(status, 200, JSON.stringify(body));
    const attempt = body['attempt'] as Attempt;
    const received = endpoint.received.at(-1);
    assert.ok(received);
    assert.equal(received.headers['flowforge-test'], 'true');
    assert.equal(received.headers['x-token'], 'secret-token');
    const headers = Object.fromEntries(
      Object.entries(received.headers).map(([name, value]) => [name, String(value)]),
    );
    new Webhook(textIn(created, 'secret')).verify(received.body, headers);
    assert.equal(attempt.outcome, 'delivered');
    assert.equal(attempt.request.body, received.body);
    assert.equal(attempt.response?.status_code, 200);
    assert.ok(attempt.response.headers.some(({ name }) => name === 'date'));
    assert.ok(!JSON.stringify(body).includes('secret-token'));
  }
  const deliveries = await api.get(`/v1/deliveries?webhook_id=${webhookId}`);
  assert.deepEqual(deliveries.body['items'], []);
});

test('what a test event would send can be read before it is sent, and nothing is sent', async () => {
  const { api } = await stack.workspace('test-events-preview');
  for (const payload_version of ['2024-04', '2026-05']) {
    const path = `/preview-${payload_version}`;
    const created = await api.post('/v1/webhooks', {
      name: 'CRM',
      endpoint: `${endpoint.url}${path}`,
      payload_version,
    });
    const webhookId = textIn(created, 'id');
    const event = 'captured_form.created';
    const preview = await api.get(`/v1/test-events/preview?webhook_id=${webhookId}&event=${event}`);
    assert.equal(preview.status, 200, JSON.stringify(preview.body));
    assert.equal(preview.body['url'], `${endpoint.url}${path}`);
    assert.equal(endpoint.received.filter((each) => each.path === path).length, 0);
    await api.post('/v1/test-events', { webhook_id: webhookId, event });
    const sent = endpoint.received.find((each) => each.path === path);
    assert.ok(sent);
    const comparable = (body: string): unknown => ({ ...JSON.parse(body), id: '', created_at: '' });
    assert.deepEqual(comparable(textIn(preview, 'body')), comparable(sent.body));
  }
});

test('a failure is explained, and a webhook of another workspace or a disabled one gets no test event', async () => {
  const { api } = await stack.workspace('test-events-failure');
  const created = await api.post('/v1/webhooks', { name: 'CRM', endpoint: 'http://127.0.0.1:9/closed' });
  const webhookId = textIn(created, 'id');
  const request = { webhook_id: webhookId, event: 'conversation.closed' };
  const { status, body } = await api.post('/v1/test-events', request);
  assert.equal(status, 200, JSON.stringify(body));
  const attempt = body['attempt'] as Attempt;
  assert.equal(attempt.outcome, 'connection');
  assert.equal(attempt.response, null);
  assert.match(attempt.explanation, /firewall/);

  const { api: stranger } = await stack.workspace('test-events-stranger');
  assert.equal((await stranger.post('/v1/test-events', request)).status, 404);
  const preview = `/v1/test-events/preview?webhook_id=${webhookId}&event=conversation.closed`;
  assert.equal((await stranger.get(preview)).status, 404);
  assert.equal((await api.get(preview)).status, 200);
  assert.equal((await api.post('/v1/test-events', { ...request, webhook_id: newId() })).status, 404);
  assert.equal((await api.post('/v1/test-events', { ...request, event: 'other' })).status, 422);
  await api.patch(`/v1/webhooks/${webhookId}`, { enabled: false });
  const refused = await api.post('/v1/test-events', request);
  assert.deepEqual([refused.status, refused.body['code']], [409, 'webhook_inactive']);
});
