import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { API_KEY_REVOKED_SUBJECT, apiKeyRevoked } from '@flowforge/contracts/signals/api-key-revoked';
import { ServiceUnavailable } from '@flowforge/messaging/service-client';
import { ALL_SCOPES } from '@flowforge/contracts/words';
import { hashApiKey } from '@flowforge/service-kit/auth/api-key-hash';
import { until } from '@flowforge/testing/until';
import { Registry } from '../running-registry.testing.js';
import { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;
const revoked: string[] = [];

before(async () => {
  registry = await Registry.shared();
  registry.connection.subscribe(API_KEY_REVOKED_SUBJECT, {
    callback: (_, message) => {
      const signal = apiKeyRevoked.decode(message.data);
      if (signal.ok) revoked.push(signal.value.key_hash);
    },
  });
  api = await registry.client('api-keys');
});
after(() => registry.stop());

function clientWith(key: string): ApiClient {
  return new ApiClient(registry.process.url, key, api.workspaceId);
}

test('the response to the creation has the key, the key works, and only its hash is stored', async () => {
  const { status, body } = await api.post('/v1/api-keys', { name: 'Shop', scopes: ['webhooks:read'] });
  assert.equal(status, 201);
  assert.match(body.key, /^ff_[A-Za-z0-9_-]{43}$/);
  const { key, ...shown } = body;
  assert.deepEqual(
    { ...shown, id: 0, created_at: 0 },
    {
      id: 0,
      name: 'Shop',
      prefix: key.slice(0, 8),
      last_four: key.slice(-4),
      scopes: ['webhooks:read'],
      created_by: { kind: 'api_key', id: shown.created_by.id, name: 'test' },
      created_at: 0,
    },
  );
  assert.deepEqual((await api.get(`/v1/api-keys/${body.id}`)).body, shown);
  assert.deepEqual((await api.get('/v1/api-keys?limit=1')).body.items, [shown]);
  assert.equal((await clientWith(key).get('/v1/webhooks')).status, 200);
  const stored = await registry.rows('SELECT * FROM registry.api_keys');
  const log = await readFile(registry.process.logFile, 'utf8');
  assert.ok(!(JSON.stringify(stored) + log).includes(key.slice(8, -4)));
});

test('without scopes a key gets those of its creator, and it cannot get more', async () => {
  const creator = await registry.client('api-keys', ['workspace:write', 'webhooks:read']);
  const { body } = await creator.post('/v1/api-keys', { name: 'Same' });
  assert.deepEqual(body.scopes, ['webhooks:read', 'workspace:write']);
  const more = await creator.post('/v1/api-keys', {
    name: 'More',
    scopes: ['webhooks:read', 'webhooks:write'],
  });
  assert.deepEqual([more.status, more.body.code], [403, 'scope_missing']);
});

test('a revoked key is refused, and the revocation signal is sent', async () => {
  const { body } = await api.post('/v1/api-keys', { name: 'Gone' });
  const client = clientWith(body.key);
  assert.equal((await client.get('/v1/workspace')).status, 200);
  assert.equal((await api.delete(`/v1/api-keys/${body.id}`)).status, 204);
  const after = await client.get('/v1/workspace');
  assert.deepEqual([after.status, after.body.code], [401, 'invalid_api_key']);
  await until('the signal', () => revoked.includes(hashApiKey(body.key)));
  assert.equal((await api.get(`/v1/api-keys/${body.id}`)).status, 404);
  assert.equal((await api.delete(`/v1/api-keys/${body.id}`)).status, 404);
  const { items } = (await api.get('/v1/api-keys')).body;
  assert.ok(items.every((item: { id: string }) => item.id !== body.id));
});

test('a repeated request with the same Idempotency-Key returns the same key, whose stored response is encrypted', async () => {
  const key = { 'idempotency-key': 'key-1' };
  const first = await api.post('/v1/api-keys', { name: 'Once' }, key);
  const again = await api.post('/v1/api-keys', { name: 'Once' }, key);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  const kept = await registry.rows('SELECT answer FROM registry.idempotency_keys');
  assert.ok(!JSON.stringify(kept).includes(first.body.key));
  assert.equal((await api.post('/v1/api-keys', { name: 'Twice' }, key)).status, 422);
});

test('invalid values give 422 with the name of the field; an unknown field gives 400', async () => {
  const wrong: [number, string, object][] = [
    [422, 'name', { name: '\t' }],
    [422, 'name', {}],
    [422, 'scopes[0]', { name: 'A', scopes: ['everything'] }],
    [422, 'scopes', { name: 'A', scopes: [] }],
    [400, 'key', { name: 'A', key: 'ff_mine' }],
  ];
  for (const [status, field, body] of wrong) {
    const answer = await api.post('/v1/api-keys', body);
    assert.deepEqual([answer.status, answer.body.errors[0].field], [status, field]);
  }
});

test('an api key of another workspace gives 404', async () => {
  const stranger = await registry.client('api-keys-stranger');
  const { id } = (await api.get('/v1/api-keys?limit=1')).body.items[0];
  for (const path of [`/v1/api-keys/${id}`, `/v1/api-keys/${newId()}`, '/v1/api-keys/nonsense']) {
    assert.equal((await stranger.get(path)).body.code, 'api_key_not_found');
    assert.equal((await stranger.delete(path)).body.code, 'api_key_not_found');
  }
  assert.equal((await api.get(`/v1/api-keys/${id}`)).status, 200);
});

test('verify-api-key replies with the workspace of a key, or that there is no such key', async () => {
  const found = await registry.requests.ask(verifyApiKey, { key_hash: hashApiKey(api.key) });
  assert.ok(found.found);
  assert.equal(found.workspace_id, api.workspaceId);
  assert.deepEqual(found.scopes, [...ALL_SCOPES]);
  const none = await registry.requests.ask(verifyApiKey, { key_hash: hashApiKey('ff_none') });
  assert.deepEqual(none, { found: false });
});

test('a request that violates its contract gets an error reply, and the service continues', async () => {
  const broken = registry.requests.ask(verifyApiKey, { key_hash: 'no hash' });
  await assert.rejects(broken, ServiceUnavailable);
  registry.connection.publish(verifyApiKey.subject, 'no JSON');
  const found = await registry.requests.ask(verifyApiKey, { key_hash: hashApiKey(api.key) });
  assert.equal(found.found, true);
});
