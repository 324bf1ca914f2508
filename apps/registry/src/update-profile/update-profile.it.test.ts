import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Registry } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('update-profile');
});
after(() => registry.stop());

test('a user reads the own account and changes its name', async () => {
  const { client, userId, email } = await registry.user(api.workspaceId, 'viewer');
  const account = {
    id: userId,
    email,
    name: 'Ada',
    workspaces: [{ id: api.workspaceId, name: 'update-profile', role: 'viewer' }],
  };
  assert.deepEqual((await client.get('/v1/users/me')).body, account);
  const renamed = await client.patch('/v1/users/me', { name: ' Ada Lovelace ' });
  assert.deepEqual([renamed.status, renamed.body], [200, { ...account, name: 'Ada Lovelace' }]);
  assert.deepEqual((await client.patch('/v1/users/me', {})).body, renamed.body);
  assert.equal((await api.get(`/v1/users/${userId}`)).body.name, 'Ada Lovelace');
});

test('a wrong name is refused with the name of the field, and an api key has no account', async () => {
  const { client } = await registry.user(api.workspaceId, 'viewer');
  for (const body of [{ name: ' ' }, { name: 'x'.repeat(201) }, { name: 1 }]) {
    const refused = await client.patch('/v1/users/me', body);
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, 'name']);
  }
  assert.equal((await client.patch('/v1/users/me', { role: 'owner' })).status, 400);
  assert.equal((await api.get('/v1/users/me')).body.code, 'user_required');
});
