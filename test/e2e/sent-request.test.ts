import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { type Api, objectsIn, textIn, textOf } from '../stack/api.js';
import { setUpGuide, visitAsInTheGuide } from '../stack/guide.js';
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

interface Delivery {
  id: string;
  event_id: string;
  status: string;
}

async function deliveries(api: Api): Promise<Delivery[]> {
  return objectsIn(await api.get('/v1/deliveries'), 'items').map((item) => ({
    id: textOf(item, 'id'),
    event_id: textOf(item, 'event_id'),
    status: textOf(item, 'status'),
  }));
}

for (const version of ['2024-04', '2026-05'] as const) {
  test(`the request of a delivery can be read again, byte for byte, in ${version}`, async () => {
    const { api } = await stack.workspace(`sent-request ${version}`);
    const path = `/sent-${version}`;
    const setup = await setUpGuide(api, `${endpoint.url}${path}`, { payload_version: version });
    await visitAsInTheGuide(api, setup);
    const ended = await until('three deliveries', async () => {
      const items = await deliveries(api);
      return items.length === 3 && items.every(({ status }) => status === 'delivered') && items;
    });
    // The version of the webhook has no effect on what was sent before it changed.
    const other = version === '2024-04' ? '2026-05' : '2024-04';
    await api.patch(`/v1/webhooks/${setup.webhookId}`, { payload_version: other });
    for (const { id, event_id } of ended) {
      const answer = await api.get(`/v1/deliveries/${id}/request`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      const received = endpoint.received.find((each) => each.path === path && each.id === event_id);
      assert.ok(received);
      assert.equal(textIn(answer, 'body'), received.body);
      assert.equal(textIn(answer, 'body_state'), 'as_sent');
      assert.equal(textIn(answer, 'body_sha256'), hash('sha256', received.body));
      const names = objectsIn(answer, 'headers').map((header) => {
        const name = textOf(header, 'name');
        assert.equal(received.headers[name], textOf(header, 'value'), name);
        return name;
      });
      assert.ok(names.includes('flowforge-delivery'));
      assert.ok(!JSON.stringify(answer.body).includes(setup.secret));
    }
  });
}

test('a request is shown to its workspace only, and to keys that may read conversations', async () => {
  const { api } = await stack.workspace('sent-request owner');
  const setup = await setUpGuide(api, `${endpoint.url}/scoped`);
  await visitAsInTheGuide(api, setup);
  const { id } = await until('a delivery', async () => (await deliveries(api))[0]);
  const path = `/v1/deliveries/${id}/request`;
  const { api: stranger } = await stack.workspace('sent-request stranger');
  assert.equal((await stranger.get(path)).status, 404);
  assert.equal((await api.as(null).get(path)).status, 401);
  const keyWith = async (scope: string): Promise<Api> =>
    api.as(textIn(await api.post('/v1/api-keys', { name: scope, scopes: [scope] }), 'key'));
  const refused = await (await keyWith('deliveries:read')).get(path);
  assert.deepEqual([refused.status, refused.body['code']], [403, 'scope_missing']);
  assert.equal((await (await keyWith('conversations:read')).get(path)).status, 200);
});

test('a failed attempt has the time of its phases', async () => {
  const { api } = await stack.workspace('sent-request phases');
  endpoint.behave(({ path }) => (path === '/phases' ? 500 : 200));
  const setup = await setUpGuide(api, `${endpoint.url}/phases`);
  await visitAsInTheGuide(api, setup);
  const attempt = await until('a failed attempt', async () => {
    const [first] = await deliveries(api);
    if (first === undefined) return undefined;
    return objectsIn(await api.get(`/v1/deliveries/${first.id}`), 'attempts')[0];
  });
  endpoint.behave(() => 200);
  const { timing, duration_ms } = attempt;
  assert.ok(typeof timing === 'object' && timing !== null);
  assert.deepEqual(Object.keys(timing), ['dns_ms', 'connect_ms', 'tls_ms', 'first_byte_ms', 'total_ms']);
  assert.ok('first_byte_ms' in timing && typeof timing.first_byte_ms === 'number');
  assert.ok('total_ms' in timing);
  assert.equal(timing.total_ms, duration_ms);
});
