import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Registry, TEST_KEYS } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

const ENDPOINT = 'https://crm.example.com/hooks';
let registry: Registry;
let api: ApiClient;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('create-webhook');
});
after(() => registry.stop());

test('a webhook with only a name and an endpoint gets all defaults; only the response to its creation has the secret', async () => {
  const { status, body, headers } = await api.post('/v1/webhooks', { name: ' CRM ', endpoint: ENDPOINT });
  assert.equal(status, 201);
  assert.equal(headers.get('etag'), '"1"');
  assert.match(body.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const { secret, ...shown } = body;
  assert.deepEqual(
    { ...shown, id: 0, created_at: 0, updated_at: 0, secrets: 0 },
    {
      id: 0,
      name: 'CRM',
      endpoint: ENDPOINT,
      enabled: true,
      disabled_reason: null,
      disabled_at: null,
      disabled_by_delivery_id: null,
      event_types: ['captured_form.created', 'captured_intent.created', 'conversation.closed'],
      payload_version: '2026-05',
      schedule: [5, 30, 120, 600, 1800, 7200, 18000, 36000, 50400, 64800, 86400],
      rate_limit: null,
      ordering: 'none',
      headers: {},
      secrets: 0,
      revision: 1,
      created_at: 0,
      updated_at: 0,
    },
  );
  assert.match(shown.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(shown.secrets, [{ created_at: shown.created_at, expires_at: null }]);

  const read = await api.get(`/v1/webhooks/${shown.id}`);
  assert.equal(read.status, 200);
  assert.equal(read.headers.get('etag'), '"1"');
  assert.deepEqual(read.body, shown);
  const shownAndLogged = JSON.stringify(read.body) + (await readFile(registry.process.logFile, 'utf8'));
  assert.equal(shownAndLogged.includes(secret.slice(6, 20)), false);
});

test('the outbox gets the routing change in the same transaction, with encrypted secret and headers', async () => {
  const { body } = await api.post('/v1/webhooks', {
    name: 'CRM',
    endpoint: ENDPOINT,
    enabled: false,
    event_types: ['conversation.closed'],
    payload_version: '2024-04',
    schedule: [1, 604_800],
    rate_limit: { limit: 90, per: 'minute' },
    ordering: 'conversation',
    headers: { 'X-Api-Key': 'hush' },
  });
  assert.deepEqual(body.headers, { 'X-Api-Key': '********' });
  const changes = await registry.routingChanges(api.workspaceId);
  const change = changes.at(-1);
  assert.ok(change?.kind === 'webhook.changed' && change.webhook.webhook_id === body.id);
  const { headers_sealed, secrets, ...rest } = change.webhook;
  assert.deepEqual(rest, {
    webhook_id: body.id,
    revision: 1,
    name: 'CRM',
    endpoint: ENDPOINT,
    enabled: false,
    deleted: false,
    event_types: ['conversation.closed'],
    payload_version: '2024-04',
    schedule: [1, 604_800],
    rate_limit: { limit: 90, per: 'minute' },
    ordering: 'conversation',
  });
  const keyRing = KeyRing.parse(TEST_KEYS);
  const encryptionContext = webhookEncryptionContext(body.id);
  assert.deepEqual(JSON.parse(keyRing.decrypt(headers_sealed ?? '', encryptionContext)), {
    'X-Api-Key': 'hush',
  });
  assert.equal(keyRing.decrypt(secrets[0]?.sealed ?? '', encryptionContext), body.secret);
  assert.equal(secrets[0]?.expires_at, null);
});

test('an endpoint is stored, returned and sent to delivery in its normal form', async () => {
  const asked = { name: 'CRM', endpoint: 'HTTPS://CRM.Example.com:443/a/../hooks' };
  const { status, body } = await api.post('/v1/webhooks', asked);
  assert.deepEqual([status, body.endpoint], [201, ENDPOINT]);
  const change = (await registry.routingChanges(api.workspaceId)).at(-1);
  assert.equal(change?.kind === 'webhook.changed' && change.webhook.endpoint, ENDPOINT);
  const same = await api.patch(`/v1/webhooks/${body.id}`, { endpoint: 'https://CRM.EXAMPLE.com/hooks' });
  assert.deepEqual([same.status, same.body.revision], [200, 1]);
});

test('a repeated request with the same Idempotency-Key returns the same response and creates no second webhook', async () => {
  const key = { 'idempotency-key': 'create-1' };
  const asked = { name: 'Once', endpoint: ENDPOINT };
  const first = await api.post('/v1/webhooks', asked, key);
  const again = await api.post('/v1/webhooks', asked, key);
  assert.equal(again.status, 201);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get('etag'), '"1"');
  const kept = await registry.rows<{ answer: string }>('SELECT answer FROM registry.idempotency_keys');
  assert.doesNotMatch(JSON.stringify(kept), /whsec_/);
  const { body } = await api.get('/v1/webhooks?limit=200');
  assert.equal(body.items.filter((item: { name: string }) => item.name === 'Once').length, 1);

  const other = await api.post('/v1/webhooks', { ...asked, name: 'Twice' }, key);
  assert.equal(other.status, 422);
  assert.equal(other.body.code, 'idempotency_key_reused');
});

test('concurrent requests with the same Idempotency-Key create one webhook', async () => {
  const key = { 'idempotency-key': 'create-many' };
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api.post('/v1/webhooks', { name: 'Many', endpoint: ENDPOINT }, key)),
  );
  const made = answers.filter((answer) => answer.status === 201);
  const refused = answers.filter((answer) => answer.status !== 201);
  assert.ok(made.length >= 1);
  assert.equal(new Set(made.map((answer) => answer.body.id)).size, 1);
  for (const { status, body } of refused)
    assert.deepEqual([status, body.code], [409, 'idempotency_key_in_flight']);
});

const WRONG: [field: string, body: object][] = [
  ['name', { name: ' ' }],
  ['name', { name: 'x'.repeat(201) }],
  ['name', { name: 7 }],
  ['name', { name: null }],
  ['ordering', { ordering: 'event' }],
  ['ordering', { ordering: null }],
  ['rate_limit', { rate_limit: 7 }],
  ['rate_limit', { rate_limit: [] }],
  ['rate_limit.limit', { rate_limit: { per: 'second' } }],
  ['rate_limit.limit', { rate_limit: { limit: 0, per: 'second' } }],
  ['rate_limit.limit', { rate_limit: { limit: 1_001, per: 'minute' } }],
  ['rate_limit.limit', { rate_limit: { limit: 1.5, per: 'minute' } }],
  ['rate_limit.per', { rate_limit: { limit: 1, per: 'hour' } }],
  ['schedule', { schedule: [] }],
  ['schedule', { schedule: null }],
  ['schedule[0]', { schedule: [0] }],
  ['schedule[0]', { schedule: [1.5] }],
  ['schedule[0]', { schedule: ['5'] }],
  ['schedule[0]', { schedule: [604_801] }],
  ['schedule', { schedule: Array.from({ length: 21 }, () => 1) }],
  ['schedule', { schedule: [604_800, 604_800, 1] }],
  ['endpoint', { endpoint: undefined }],
  ['endpoint', { endpoint: 'crm.example.com' }],
  ['endpoint', { endpoint: 'http://crm.example.com/' }],
  ['endpoint', { endpoint: 'https://127.0.0.1/' }],
  ['endpoint', { endpoint: 'https://[::ffff:10.0.0.1]/' }],
  ['endpoint', { endpoint: 'https://localhost/' }],
  ['endpoint', { endpoint: 'https://registry/' }],
  ['endpoint', { endpoint: 'https://registry.flowforge.svc/' }],
  ['endpoint', { endpoint: 'https://crm.example.com:5432/' }],
  ['endpoint', { endpoint: 'https:crm.example.com' }],
  ['endpoint', { endpoint: 'https://a:b@crm.example.com/' }],
  ['endpoint', { endpoint: `https://crm.example.com/${'x'.repeat(2048)}` }],
  ['enabled', { enabled: 'yes' }],
  ['event_types', { event_types: [] }],
  ['event_types[0]', { event_types: ['form.created'] }],
  ['event_types', { event_types: ['conversation.closed', 'conversation.closed'] }],
  ['event_types', { event_types: 'conversation.closed' }],
  ['payload_version', { payload_version: '2025-01' }],
  ['headers', { headers: ['x'] }],
  ['headers', { headers: 'x' }],
  ['headers.Host', { headers: { Host: 'example.com' } }],
  ['headers.webhook-id', { headers: { 'webhook-id': '1' } }],
  ['headers.x-a', { headers: { 'x-a': 'a\nb' } }],
  ['headers.x-a', { headers: { 'x-a': '********' } }],
];

test('invalid values give 422 with the name of the field, and no webhook is created', async () => {
  const count = (): Promise<unknown> =>
    registry.rows('SELECT count(*) FROM registry.webhooks WHERE workspace_id = $1', [api.workspaceId]);
  const before = await count();
  for (const [field, wrong] of WRONG) {
    const { status, body, headers } = await api.post('/v1/webhooks', {
      name: 'CRM',
      endpoint: ENDPOINT,
      ...wrong,
    });
    assert.equal(status, 422, JSON.stringify(wrong));
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.deepEqual(
      body.errors.map((error: { field: string }) => error.field),
      [field],
      JSON.stringify(body),
    );
  }
  assert.deepEqual(await count(), before);
});

test('an empty body gives 422 that names both required fields', async () => {
  const { status, body } = await api.post('/v1/webhooks', '');
  assert.equal(status, 422);
  assert.deepEqual(
    body.errors.map((error: { field: string }) => error.field),
    ['name', 'endpoint'],
  );
});

test('an unknown field gives 400, and so does a body that is not a JSON object', async () => {
  const unknown = await api.post('/v1/webhooks', { name: 'CRM', endpoint: ENDPOINT, url: ENDPOINT });
  assert.deepEqual(
    [unknown.status, unknown.body.code, unknown.body.errors[0].field],
    [400, 'unknown_field', 'url'],
  );
  for (const broken of ['{', '[]', 'null', '"x"']) {
    const { status, body } = await api.post('/v1/webhooks', broken);
    assert.deepEqual([status, body.code], [400, 'malformed_body'], broken);
  }
});

test('a body above the size limit gives 413', async () => {
  const { status, body } = await api.post('/v1/webhooks', { name: 'x'.repeat(300_000), endpoint: ENDPOINT });
  assert.deepEqual([status, body.code], [413, 'body_too_large']);
});

test('a request without an api key gives 401, without the scope 403', async () => {
  const withoutKey = await fetch(`${registry.process.url}/v1/webhooks`, { method: 'POST' });
  assert.equal(withoutKey.status, 401);
  const reader = await registry.client('create-webhook', ['webhooks:read']);
  const { status, body } = await reader.post('/v1/webhooks', { name: 'CRM', endpoint: ENDPOINT });
  assert.deepEqual([status, body.code], [403, 'scope_missing']);
});

test('a list pages through every webhook once, newest first', async () => {
  const pager = await registry.client('create-webhook-pages');
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    ids.unshift((await pager.post('/v1/webhooks', { name: `${index}`, endpoint: ENDPOINT })).body.id);
  }
  const seen: string[] = [];
  let cursor = '';
  do {
    const { status, body } = await pager.get(`/v1/webhooks?limit=2${cursor}`);
    assert.equal(status, 200);
    seen.push(...body.items.map((item: { id: string }) => item.id));
    cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
  } while (cursor !== '');
  assert.deepEqual(seen, ids);

  const bad = await pager.get('/v1/webhooks?cursor=zzz');
  assert.deepEqual([bad.status, bad.body.code], [400, 'invalid_cursor']);
  assert.equal((await pager.get('/v1/webhooks?limit=0')).status, 422);
  assert.equal((await pager.get('/v1/webhooks?page=2')).status, 400);
});
