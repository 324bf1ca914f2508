import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { textIn } from '../stack/api.js';
import { setUpGuide, visitAsInTheGuide } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';

let stack: SharedStack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();

function requestsAt(path: string): string[] {
  return endpoint.received.filter((request) => request.path === path).map(({ id }) => id);
}

test('a recovery delivers what happened while the webhook was disabled, once', async () => {
  const { api } = await stack.workspace('recovery');
  const { api: stranger } = await stack.workspace('recovery-stranger');
  const setup = await setUpGuide(api, `${endpoint.url}/recovery`);
  const enable = async (enabled: boolean): Promise<void> => {
    assert.equal((await api.patch(`/v1/webhooks/${setup.webhookId}`, { enabled })).status, 200);
  };
  await enable(false);
  const { conversationId } = await visitAsInTheGuide(api, setup);
  const request = { webhook_id: setup.webhookId, since: HOUR_AGO };
  const refused = await api.post('/v1/recoveries', request);
  assert.deepEqual([refused.status, refused.body['code']], [409, 'webhook_inactive']);
  await enable(true);

  const key = { 'idempotency-key': 'recover-1' };
  const started = await api.post('/v1/recoveries', request, key);
  assert.equal(started.status, 202, JSON.stringify(started.body));
  assert.deepEqual(started.body['statuses'], ['failed', 'skipped']);
  const repeated = await api.post('/v1/recoveries', request, key);
  assert.deepEqual([repeated.status, repeated.body], [202, started.body]);

  const path = `/v1/recoveries/${textIn(started, 'id')}`;
  const ended = await until('the recovery', async () => {
    const { body } = await api.get(path);
    return body['state'] === 'completed' ? body : null;
  });
  assert.equal(ended['matched'], ended['requeued']);
  assert.equal(ended['examined_until'], ended['until']);
  const ids = await until('three webhooks', () => {
    const found = requestsAt('/recovery');
    return found.length >= 3 ? found : null;
  });
  assert.equal(new Set(ids).size, 3);
  // A result is stored after its request.
  await until('three delivered deliveries', async () => {
    const { items } = (await api.get(`/v1/deliveries?conversation_id=${conversationId}&status=delivered`))
      .body;
    return Array.isArray(items) && items.length === 3;
  });
  assert.equal(requestsAt('/recovery').length, 3);

  assert.equal((await api.delete(path)).status, 204, 'one that has ended stays as it is');
  assert.equal((await api.get(path)).body['state'], 'completed');
  const list = (await api.get(`/v1/recoveries?webhook_id=${setup.webhookId}`)).body['items'];
  assert.deepEqual(list, [ended]);
  assert.deepEqual((await stranger.get('/v1/recoveries')).body['items'], []);
  assert.equal((await stranger.delete(path)).status, 404);
  const foreign = await stranger.post('/v1/recoveries', request);
  assert.deepEqual([foreign.status, foreign.body['code']], [404, 'webhook_not_found']);
});

test('after an outage, one waiting delivery is sent now, and then all others', async () => {
  const { api } = await stack.workspace('send-now');
  const setup = await setUpGuide(api, `${endpoint.url}/send-now`, { schedule: [3_600] });
  endpoint.behave(({ path }) => (path === '/send-now' ? 503 : 200));
  await visitAsInTheGuide(api, setup);
  const inStatus = (status: string, count: number) =>
    until(`${count} ${status} deliveries`, async () => {
      const { items } = (await api.get(`/v1/deliveries?webhook_id=${setup.webhookId}&status=${status}`)).body;
      return Array.isArray(items) && items.length === count && items;
    });
  const [first] = await inStatus('pending', 3);
  assert.equal(first.waiting_for.reason, 'retry');
  endpoint.behave(() => 200);
  const sent = await api.post(`/v1/deliveries/${first.id}/resend`);
  assert.equal(sent.status, 202, JSON.stringify(sent.body));
  assert.deepEqual([sent.body['status'], sent.body['attempt_count']], ['pending', 1]);
  assert.deepEqual(sent.body['waiting_for'], { reason: 'queue', until: null });
  await inStatus('delivered', 1);

  const request = { webhook_id: setup.webhookId, since: HOUR_AGO };
  const endOf = async (body: object): Promise<Record<string, unknown>> => {
    const started = await api.post('/v1/recoveries', body);
    assert.equal(started.status, 202, JSON.stringify(started.body));
    return until('the recovery', async () => {
      const read = await api.get(`/v1/recoveries/${textIn(started, 'id')}`);
      return read.body['state'] === 'completed' ? read.body : null;
    });
  };
  assert.equal((await endOf(request))['matched'], 0, 'by default, what waits is left to its schedule');
  await inStatus('pending', 2);
  const ended = await endOf({ ...request, statuses: ['pending'] });
  assert.deepEqual([ended['matched'], ended['requeued']], [2, 2]);
  const delivered = await inStatus('delivered', 3);
  assert.deepEqual(
    delivered.map(({ attempt_count }: { attempt_count: number }) => attempt_count),
    [2, 2, 2],
  );
});

test('a recovery names its wrong fields', async () => {
  const { api } = await stack.workspace('recovery-fields');
  const setup = await setUpGuide(api, `${endpoint.url}/fields`);
  const valid = { webhook_id: setup.webhookId, since: HOUR_AGO };
  for (const [wrong, field] of [
    [{ webhook_id: 'x' }, 'webhook_id'],
    [{ since: 'yesterday' }, 'since'],
    [{ since: '9999-12-31T23:59:59Z' }, 'since'],
    [{ until: HOUR_AGO }, 'until'],
    [{ statuses: ['delivered'] }, 'statuses[0]'],
    [{ statuses: [] }, 'statuses'],
  ] as const) {
    const { status, body } = await api.post('/v1/recoveries', { ...valid, ...wrong });
    assert.equal(status, 422, JSON.stringify(body));
    assert.deepEqual(Reflect.get(Object(body['errors']), 0).field, field);
  }
  const unknown = await api.post('/v1/recoveries', { ...valid, all: true });
  assert.deepEqual([unknown.status, unknown.body['code']], [400, 'unknown_field']);
});

test('a repeated resend with the same Idempotency-Key sends the delivery once', async () => {
  const { api } = await stack.workspace('resend-key');
  const setup = await setUpGuide(api, `${endpoint.url}/resend-key`);
  await visitAsInTheGuide(api, setup);
  const deliveries = await until('three deliveries', async () => {
    const { items } = (await api.get('/v1/deliveries?status=delivered')).body;
    return Array.isArray(items) && items.length === 3 && items;
  });
  const path = `/v1/deliveries/${deliveries[0].id}`;
  const key = { 'idempotency-key': 'resend-1' };
  const first = await api.post(`${path}/resend`, {}, key);
  assert.equal(first.status, 202, JSON.stringify(first.body));
  const delivered = () =>
    until('the second attempt', async () => {
      const { body } = await api.get(path);
      return body['status'] === 'delivered' && body['attempt_count'] === 2 && body;
    });
  await delivered();
  const second = await api.post(`${path}/resend`, {}, key);
  assert.deepEqual([second.status, second.body], [202, first.body]);
  assert.equal((await delivered())['status'], 'delivered');
  assert.equal(requestsAt('/resend-key').length, 4);
});
