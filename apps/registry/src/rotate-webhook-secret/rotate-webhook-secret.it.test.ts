import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { toMicros } from '@flowforge/contracts/time';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Registry, TEST_KEYS } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;
let id: string;
let firstSecret: string;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('rotate-secret');
});
after(() => registry.stop());
beforeEach(async () => {
  const { body } = await api.post('/v1/webhooks', { name: 'CRM', endpoint: 'https://crm.example.com/' });
  id = body.id;
  firstSecret = body.secret;
});

/** The secrets in the newest routing change, decrypted, each with the seconds from the change until it expires. */
async function signing(): Promise<{ secret: string; seconds: number | null }[]> {
  const change = (await registry.routingChanges(api.workspaceId)).at(-1);
  assert.ok(change?.kind === 'webhook.changed');
  const keyRing = KeyRing.parse(TEST_KEYS);
  return change.webhook.secrets.map(({ sealed, expires_at }) => ({
    secret: keyRing.decrypt(sealed, webhookEncryptionContext(id)),
    seconds: expires_at === null ? null : (toMicros(expires_at) - toMicros(change.changed_at)) / 1_000_000,
  }));
}

test('the new secret comes first, the old one expires after the overlap, which is one day by default', async () => {
  const { status, body } = await api.post(`/v1/webhooks/${id}/rotate-secret`);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ['secret']);
  assert.deepEqual(await signing(), [
    { secret: body.secret, seconds: null },
    { secret: firstSecret, seconds: 86_400 },
  ]);
  const shown = await api.get(`/v1/webhooks/${id}`);
  assert.equal(shown.headers.get('etag'), '"2"');
  assert.equal(shown.body.secrets.length, 2);
  assert.equal(shown.body.secrets[0].expires_at, null);
});

test('with an overlap of 0 the old secret expires at once', async () => {
  const { body } = await api.post(`/v1/webhooks/${id}/rotate-secret`, { overlap_seconds: 0 });
  assert.deepEqual(await signing(), [{ secret: body.secret, seconds: null }]);
});

test('a sixth valid secret gives 409; a rotation with overlap 0 is possible again', async () => {
  const path = `/v1/webhooks/${id}/rotate-secret`;
  for (let index = 0; index < 4; index += 1) assert.equal((await api.post(path)).status, 200);
  const { status, body } = await api.post(path);
  assert.deepEqual([status, body.code], [409, 'too_many_secrets']);
  assert.equal((await api.post(path, { overlap_seconds: 0 })).status, 200);
});

test('a repeated request with the same Idempotency-Key returns the same secret and rotates once', async () => {
  const key = { 'idempotency-key': 'rotate-1' };
  const first = await api.post(`/v1/webhooks/${id}/rotate-secret`, {}, key);
  const again = await api.post(`/v1/webhooks/${id}/rotate-secret`, {}, key);
  assert.deepEqual([again.status, again.body], [200, first.body]);
  assert.equal((await signing()).length, 2);
});

test('an invalid overlap gives 422, an unknown field 400', async () => {
  for (const overlap of [-1, 604_801, 1.5, '60', null]) {
    const { status, body } = await api.post(`/v1/webhooks/${id}/rotate-secret`, { overlap_seconds: overlap });
    assert.deepEqual([status, body.errors[0].field], [422, 'overlap_seconds']);
  }
  assert.equal((await api.post(`/v1/webhooks/${id}/rotate-secret`, { overlap: 1 })).status, 400);
});
