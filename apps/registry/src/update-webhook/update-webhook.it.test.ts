import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { type WebhookChanged, webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Registry, TEST_KEYS } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;
let path: string;
let id: string;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('update-webhook');
});
after(() => registry.stop());
beforeEach(async () => {
  const { body } = await api.post('/v1/webhooks', {
    name: 'CRM',
    endpoint: 'https://crm.example.com/hooks',
    headers: { 'X-Api-Key': 'first' },
  });
  id = body.id;
  path = `/v1/webhooks/${id}`;
});

async function changes(): Promise<WebhookChanged['webhook'][]> {
  const all = await registry.routingChanges(api.workspaceId);
  return all.flatMap((change) =>
    change.kind === 'webhook.changed' && change.webhook.webhook_id === id ? change.webhook : [],
  );
}

test('each field can be changed alone, and each change but that of the name creates one routing change', async () => {
  const steps = [
    { name: 'ERP' },
    { endpoint: 'https://erp.example.com/' },
    { enabled: false },
    { event_types: ['conversation.closed'] },
    { payload_version: '2024-04' },
    { schedule: [5, 5, 60] },
    { rate_limit: { limit: 5, per: 'second' } },
    { rate_limit: null },
    { ordering: 'conversation' },
  ];
  for (const [index, step] of steps.entries()) {
    const { status, body, headers } = await api.patch(path, step);
    assert.equal(status, 200);
    assert.equal(headers.get('etag'), `"${index + 2}"`);
    assert.deepEqual({ ...body, ...step }, body);
  }
  const seen = await changes();
  assert.deepEqual(
    seen.map((webhook) => webhook.revision),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  const { name, endpoint, enabled, event_types, payload_version, schedule, rate_limit, ordering } =
    seen.at(-1) ?? {};
  assert.deepEqual(
    { name, endpoint, enabled, event_types, payload_version, schedule, rate_limit, ordering },
    Object.assign({}, ...steps),
  );
});

test('a request that changes nothing creates no revision and no routing change', async () => {
  const before = await api.get(path);
  const same = [
    {},
    { name: ' CRM ' },
    { enabled: true, event_types: [...before.body.event_types].reverse() },
    { schedule: before.body.schedule, rate_limit: null },
    { headers: { 'x-api-key': '********' } },
    { headers: { 'X-Api-Key': 'first' } },
  ];
  for (const body of same) assert.deepEqual((await api.patch(path, body)).body, before.body);
  assert.deepEqual((await api.patch(path, '')).body, before.body);
  assert.equal((await changes()).length, 1);
});

test('a masked header keeps its value, other headers are set, null removes all headers', async () => {
  const { body } = await api.patch(path, { headers: { 'X-Api-Key': '********', 'X-Shop': 'two' } });
  assert.deepEqual(body.headers, { 'X-Api-Key': '********', 'X-Shop': '********' });
  const encrypted = (await changes()).at(-1)?.headers_sealed ?? '';
  const decrypted: unknown = JSON.parse(
    KeyRing.parse(TEST_KEYS).decrypt(encrypted, webhookEncryptionContext(id)),
  );
  assert.deepEqual(decrypted, { 'X-Api-Key': 'first', 'X-Shop': 'two' });

  assert.deepEqual((await api.patch(path, { headers: null })).body.headers, {});
  assert.equal((await changes()).at(-1)?.headers_sealed, null);
  assert.equal((await api.patch(path, { headers: null })).headers.get('etag'), '"3"');
});

test('If-Match allows a change only of the revision that the caller has read', async () => {
  const stale = await api.patch(path, { name: 'A' }, { 'if-match': '"7"' });
  assert.deepEqual([stale.status, stale.body.code], [412, 'precondition_failed']);
  assert.equal((await api.patch(path, { name: 'A' }, { 'if-match': '"1"' })).status, 200);
  assert.equal((await api.get(path)).headers.get('etag'), '"2"', 'a new name alone is a new revision, too');
  assert.equal((await api.patch(path, { name: 'B' }, { 'if-match': '"1"' })).status, 412);
  assert.equal((await api.patch(path, { name: 'B' }, { 'if-match': '*' })).status, 200);
  assert.equal((await api.delete(path, { 'if-match': '"1"' })).status, 412);
  assert.equal((await api.delete(path, { 'if-match': '"3"' })).status, 204);
});

test('of concurrent changes with the same If-Match only one succeeds', async () => {
  const answers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) =>
      api.patch(path, { endpoint: `https://${name}.example.com/` }, { 'if-match': '"1"' }),
    ),
  );
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412, 412, 412]);
  assert.equal((await changes()).length, 2);
});

test('concurrent changes are serialized: revisions without gaps, in the order of their times', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, index) => api.patch(path, { schedule: [index + 5] })));
  const all = (await registry.routingChanges(api.workspaceId)).filter(
    (change) => change.kind === 'webhook.changed' && change.webhook.webhook_id === id,
  );
  const ordered = all.map((change) => [
    change.kind === 'webhook.changed' ? change.webhook.revision : 0,
    change.changed_at,
  ]);
  ordered.sort(([a], [b]) => Number(a) - Number(b));
  assert.deepEqual(
    ordered.map(([revision]) => revision),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
  const instants = ordered.map(([, instant]) => String(instant));
  assert.deepEqual(instants, [...instants].sort());
});

test('invalid values give 422 with the name of the field, unknown fields 400, and nothing changes', async () => {
  const wrong: [number, string, object][] = [
    [422, 'name', { name: null }],
    [422, 'name', { name: '' }],
    [422, 'endpoint', { endpoint: 'https://10.0.0.1/' }],
    [422, 'enabled', { enabled: 1 }],
    [422, 'event_types', { event_types: null }],
    [422, 'payload_version', { payload_version: 'latest' }],
    [422, 'schedule', { schedule: [604_800, 604_800, 1] }],
    [422, 'headers.x-b', { headers: { 'x-b': '********' } }],
    [422, 'headers', { headers: [] }],
    [400, 'secret', { secret: 'whsec_mine' }],
    [400, 'id', { id: newId() }],
  ];
  for (const [status, field, body] of wrong) {
    const answer = await api.patch(path, { enabled: false, ...body });
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.equal(answer.body.errors[0].field, field);
  }
  assert.equal((await api.get(path)).headers.get('etag'), '"1"');
});

test('an unknown id, an id that is not a UUID and an id of another workspace give 404 on every route', async () => {
  const stranger = await registry.client('update-webhook-stranger');
  for (const [client, wrong] of [
    [stranger, path],
    [api, `/v1/webhooks/${newId()}`],
    [api, '/v1/webhooks/nonsense'],
  ] as const) {
    const answers = [
      await client.get(wrong),
      await client.patch(wrong, { enabled: false }),
      await client.delete(wrong),
      await client.post(`${wrong}/rotate-secret`),
    ];
    for (const { status, body } of answers) assert.deepEqual([status, body.code], [404, 'webhook_not_found']);
  }
  assert.deepEqual((await stranger.get('/v1/webhooks')).body, { items: [], next_cursor: null });
  assert.equal((await api.get(path)).body.enabled, true);
});

test('a deleted webhook gives 404 on every route, and its assignments end', async () => {
  const form = registry.newSource(api.workspaceId, 'form');
  const { body: assignment } = await api.post('/v1/assignments', { webhook_id: id, form_id: form });
  assert.equal((await api.delete(path)).status, 204);
  for (const answer of [await api.get(path), await api.delete(path), await api.patch(path, {})]) {
    assert.equal(answer.status, 404);
  }
  assert.equal((await api.get(`/v1/assignments/${assignment.id}`)).status, 404);
  assert.deepEqual((await api.get(`/v1/assignments?webhook_id=${id}`)).body.items, []);
  const again = await api.post('/v1/assignments', { webhook_id: id, form_id: form });
  assert.deepEqual([again.status, again.body.code], [404, 'webhook_not_found']);

  const last = (await registry.routingChanges(api.workspaceId)).slice(-2);
  const [webhook, ended] = last;
  assert.ok(webhook?.kind === 'webhook.changed' && ended?.kind === 'assignment.changed');
  assert.deepEqual([webhook.webhook.deleted, webhook.webhook.revision], [true, 2]);
  assert.deepEqual([ended.assignment.revision, ended.assignment.valid_to], [2, webhook.changed_at]);
});
