import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { SESSION_ENDED_SUBJECT, sessionEnded } from '@flowforge/contracts/signals/session-ended';
import { scopesOfRole } from '@flowforge/contracts/words';
import { until } from '@flowforge/testing/until';
import { Registry, TEST_PASSWORD } from '../running-registry.testing.js';
import { ApiClient } from '../api-client.testing.js';

let registry: Registry;
const endedFor: string[] = [];

before(async () => {
  registry = await Registry.shared();
  registry.connection.subscribe(SESSION_ENDED_SUBJECT, {
    callback: (_, message) => {
      const signal = sessionEnded.decode(message.data);
      if (signal.ok) endedFor.push(signal.value.user_id);
    },
  });
});
after(() => registry.stop());

test('members are listed and read, the newest member first', async () => {
  const { workspaceId, ...api } = await newWorkspace();
  const [first, second] = [
    await registry.user(workspaceId, 'owner'),
    await registry.user(workspaceId, 'viewer'),
  ];
  const page = (await api.key.get('/v1/users?limit=1')).body;
  assert.equal(page.items[0].id, second.userId);
  const next = (await api.key.get(`/v1/users?limit=1&cursor=${page.next_cursor}`)).body;
  assert.deepEqual(
    { ...next.items[0], created_at: 0 },
    { id: first.userId, email: first.email, name: 'Ada', role: 'owner', created_at: 0 },
  );
  assert.equal(next.next_cursor, null);
  assert.deepEqual((await api.key.get(`/v1/users/${first.userId}`)).body, next.items[0]);
});

async function newWorkspace(): Promise<{ workspaceId: string; key: ApiClient }> {
  const key = await registry.client(`members-${newId()}`);
  return { workspaceId: key.workspaceId, key };
}

test('a changed role takes effect at once, keeps the session, and sends the signal', async () => {
  const { workspaceId } = await newWorkspace();
  const owner = await registry.user(workspaceId, 'owner');
  const member = await registry.user(workspaceId, 'editor');
  endedFor.length = 0;
  const changed = await owner.client.patch(`/v1/users/${member.userId}`, { role: 'viewer' });
  assert.deepEqual([changed.status, changed.body.role], [200, 'viewer']);
  await until('the signal', () => endedFor.includes(member.userId));
  const refused = await member.client.post('/v1/webhooks', {});
  assert.deepEqual(
    [refused.status, refused.body.code],
    [403, 'scope_missing'],
    'with the token of the editor',
  );
  const checked = await registry.checkSession(member.token);
  assert.equal(checked?.role, 'viewer');
  assert.equal((await owner.client.patch(`/v1/users/${member.userId}`, {})).body.role, 'viewer');
});

test('nobody promotes, demotes, removes or resets beyond the own rights, also with an api key', async () => {
  const { workspaceId, key } = await newWorkspace();
  const [owner, other] = [
    await registry.user(workspaceId, 'owner'),
    await registry.user(workspaceId, 'owner'),
  ];
  const viewer = await registry.user(workspaceId, 'viewer');
  const scopes = ['workspace:write', ...scopesOfRole('viewer')];
  const { body } = await key.post('/v1/api-keys', { name: 'Readers', scopes });
  const limited = new ApiClient(registry.process.url, body.key, workspaceId);
  const refusals = [
    await limited.patch(`/v1/users/${viewer.userId}`, { role: 'owner' }),
    await limited.patch(`/v1/users/${viewer.userId}`, { role: 'editor' }),
    await limited.patch(`/v1/users/${owner.userId}`, { role: 'viewer' }),
    await limited.delete(`/v1/users/${owner.userId}`),
    await limited.post(`/v1/users/${owner.userId}/password-resets`),
    await viewer.client.patch(`/v1/users/${viewer.userId}`, { role: 'owner' }),
    await viewer.client.delete(`/v1/users/${other.userId}`),
    await viewer.client.post(`/v1/users/${other.userId}/password-resets`),
    await viewer.client.post('/v1/api-keys', { name: 'Mine' }),
  ];
  for (const { status, body: refusal } of refusals) {
    assert.deepEqual([status, refusal.code], [403, 'scope_missing'], JSON.stringify(refusal));
  }
  assert.equal((await limited.post(`/v1/users/${viewer.userId}/password-resets`)).status, 201);
  assert.equal((await limited.delete(`/v1/users/${viewer.userId}`)).status, 204);
});

test('the last owner is neither demoted nor removed, and two owners cannot demote each other at once', async () => {
  const { workspaceId, key } = await newWorkspace();
  const owner = await registry.user(workspaceId, 'owner');
  await registry.user(workspaceId, 'editor');
  for (const refused of [
    await owner.client.patch(`/v1/users/${owner.userId}`, { role: 'editor' }),
    await owner.client.delete(`/v1/users/${owner.userId}`),
    await key.delete(`/v1/users/${owner.userId}`),
  ]) {
    assert.deepEqual([refused.status, refused.body.code], [409, 'last_owner']);
  }
  const second = await registry.user(workspaceId, 'owner');
  const both = await Promise.all([
    key.patch(`/v1/users/${owner.userId}`, { role: 'viewer' }),
    key.patch(`/v1/users/${second.userId}`, { role: 'viewer' }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
});

test('a removed member has no session, and the account is deleted with its last membership', async () => {
  const [{ workspaceId }, other] = [await newWorkspace(), await newWorkspace()];
  const owner = await registry.user(workspaceId, 'owner');
  const [leaving, staying] = [
    await registry.user(workspaceId, 'editor'),
    await registry.user(workspaceId, 'editor'),
  ];
  await registry.addMember(other.workspaceId, staying.userId, 'viewer');
  endedFor.length = 0;
  for (const { userId, token, client } of [leaving, staying]) {
    assert.equal((await owner.client.delete(`/v1/users/${userId}`)).status, 204);
    await until('the signal', () => endedFor.includes(userId));
    assert.equal(await registry.checkSession(token), null);
    assert.equal((await client.get('/v1/users/me')).status, 401);
    assert.equal((await owner.client.get(`/v1/users/${userId}`)).status, 404);
    assert.equal((await owner.client.delete(`/v1/users/${userId}`)).status, 404);
  }
  const stranger = new ApiClient(registry.process.url, '', '');
  const gone = await stranger.post('/v1/sessions', { email: leaving.email, password: TEST_PASSWORD });
  assert.deepEqual([gone.status, gone.body.code], [401, 'wrong_credentials']);
  const elsewhere = await registry.signIn(staying.email);
  assert.equal(elsewhere.client.workspaceId, other.workspaceId);
  assert.deepEqual(await registry.rows('SELECT FROM registry.users WHERE id = $1', [leaving.userId]), []);
});

test('a link sets a new password once, and ends every session of the account', async () => {
  const { workspaceId } = await newWorkspace();
  const owner = await registry.user(workspaceId, 'owner');
  const member = await registry.user(workspaceId, 'editor');
  const stranger = new ApiClient(registry.process.url, '', '');
  const create = (): Promise<string> =>
    owner.client.post(`/v1/users/${member.userId}/password-resets`).then(({ body }) => body.token);
  const [replaced, token] = [await create(), await create()];
  assert.match(token, /^ffr_[A-Za-z0-9_-]{43}$/);
  const reset = (link: string): Promise<number> =>
    stranger
      .post('/v1/password-resets/accept', { token: link, password: 'set by a link' })
      .then(({ status }) => status);
  assert.equal(await reset(replaced), 404);
  assert.equal(await reset('ffr_wrong'), 404);
  assert.equal(await reset(token), 204);
  assert.equal(await reset(token), 404);
  assert.equal(await registry.checkSession(member.token), null);
  await registry.signIn(member.email, 'set by a link');

  const expired = await create();
  await registry.rows(
    `UPDATE registry.password_resets SET expires_at = clock_timestamp() - interval '1 second' WHERE user_id = $1`,
    [member.userId],
  );
  assert.equal(await reset(expired), 404);
  const short = await stranger.post('/v1/password-resets/accept', { token, password: 'short' });
  assert.deepEqual([short.status, short.body.errors[0].field], [422, 'password']);
});

test('a link of a removed owner does not work, nor one for an account of two workspaces', async () => {
  const [{ workspaceId }, other] = [await newWorkspace(), await newWorkspace()];
  const [owner, leaving] = [
    await registry.user(workspaceId, 'owner'),
    await registry.user(workspaceId, 'owner'),
  ];
  const member = await registry.user(workspaceId, 'viewer');
  const path = `/v1/users/${member.userId}/password-resets`;
  const { token } = (await leaving.client.post(path)).body;
  assert.equal((await owner.client.delete(`/v1/users/${leaving.userId}`)).status, 204);
  const stranger = new ApiClient(registry.process.url, '', '');
  assert.equal(
    (await stranger.post('/v1/password-resets/accept', { token, password: 'a new password' })).status,
    404,
  );

  await registry.addMember(other.workspaceId, member.userId, 'owner');
  const refused = await owner.client.post(path);
  assert.deepEqual([refused.status, refused.body.code], [409, 'used_in_other_workspace']);
  const byOperator = await registry.operator.resetPassword(member.email);
  const reset = await stranger.post('/v1/password-resets/accept', {
    token: byOperator.token,
    password: 'a new password',
  });
  assert.equal(reset.status, 204);
});

test('a user of another workspace is not found', async () => {
  const [{ workspaceId }, foreign] = [await newWorkspace(), await newWorkspace()];
  const { userId } = await registry.user(workspaceId, 'owner');
  const paths = [`/v1/users/${userId}`, `/v1/users/${newId()}`, '/v1/users/nonsense'];
  for (const path of paths) {
    const answers = [
      await foreign.key.get(path),
      await foreign.key.patch(path, { role: 'viewer' }),
      await foreign.key.delete(path),
      await foreign.key.post(`${path}/password-resets`),
    ];
    for (const { status, body } of answers) assert.deepEqual([status, body.code], [404, 'user_not_found']);
  }
  const { items } = (await foreign.key.get('/v1/users?limit=200')).body;
  assert.deepEqual(items, []);
  const wrong = await foreign.key.patch(`/v1/users/${userId}`, { role: 'admin' });
  assert.deepEqual([wrong.status, wrong.body.errors[0].field], [422, 'role']);
});

test('a key shows its creator, and stays when the creator is removed', async () => {
  const { workspaceId, key } = await newWorkspace();
  const owner = await registry.user(workspaceId, 'owner');
  const creator = await registry.user(workspaceId, 'owner');
  const made = (await creator.client.post('/v1/api-keys', { name: 'Shop' })).body;
  assert.deepEqual(made.created_by, { kind: 'user', id: creator.userId, name: creator.email });
  const { body } = await key.get('/v1/api-keys');
  const minted = body.items.find(({ name }: { name: string }) => name === 'test');
  assert.deepEqual(minted.created_by, { kind: 'operator', id: null, name: null });
  assert.equal((await owner.client.delete(`/v1/users/${creator.userId}`)).status, 204);
  const program = new ApiClient(registry.process.url, made.key, workspaceId);
  assert.equal((await program.get(`/v1/api-keys/${made.id}`)).body.created_by.name, creator.email);
});

test('who removes a member can revoke the keys that the member has created, and those created with them', async () => {
  const { workspaceId, key } = await newWorkspace();
  const owner = await registry.user(workspaceId, 'owner');
  const creator = await registry.user(workspaceId, 'owner');
  const clientOf = (made: { key: string }): ApiClient =>
    new ApiClient(registry.process.url, made.key, workspaceId);
  const first = (await creator.client.post('/v1/api-keys', { name: 'first' })).body;
  const second = (await clientOf(first).post('/v1/api-keys', { name: 'second' })).body;
  const others = (await owner.client.post('/v1/api-keys', { name: 'of another' })).body;
  const invitation = { email: `${newId()}@example.com`, role: 'viewer' };
  assert.equal((await clientOf(second).post('/v1/invitations', invitation)).status, 201);

  const listed = await owner.client.get(`/v1/api-keys?created_by=${creator.userId}`);
  const names = listed.body.items.map(({ name }: { name: string }) => name);
  assert.deepEqual(names, ['second', 'first']);
  const wrong = await owner.client.delete(`/v1/users/${creator.userId}?revoke_api_keys=perhaps`);
  assert.equal(wrong.status, 422);
  const removed = await owner.client.delete(`/v1/users/${creator.userId}?revoke_api_keys=true`);
  assert.equal(removed.status, 204);
  const statuses = await Promise.all(
    [first, second, others].map(async (made) => (await clientOf(made).get('/v1/webhooks')).status),
  );
  assert.deepEqual(statuses, [401, 401, 200]);
  assert.deepEqual((await key.get('/v1/invitations')).body.items, []);
  const log = (await owner.client.get('/v1/audit-log?target_kind=api_key')).body.items;
  const revoked = log.filter(({ action }: { action: string }) => action === 'api_key.revoked');
  assert.deepEqual(
    revoked.map(({ target, actor }: ReturnType<typeof JSON.parse>) => [target.name, actor.id]).sort(),
    [
      ['first', owner.userId],
      ['second', owner.userId],
    ],
  );
});

test('no key outlives a removal that revokes keys, also one that is being created meanwhile', async () => {
  const { workspaceId } = await newWorkspace();
  const owner = await registry.user(workspaceId, 'owner');
  const creator = await registry.user(workspaceId, 'owner');
  const first = (await creator.client.post('/v1/api-keys', { name: 'first' })).body;
  const program = new ApiClient(registry.process.url, first.key, workspaceId);
  let created = 0;
  const createUntilRefused = async (): Promise<void> => {
    while ((await program.post('/v1/api-keys', { name: 'another' })).status === 201) created += 1;
  };
  const loops = Array.from({ length: 8 }, createUntilRefused);
  await until('keys to be created', () => created >= 8);
  const removed = await owner.client.delete(`/v1/users/${creator.userId}?revoke_api_keys=true`);
  assert.equal(removed.status, 204);
  await Promise.all(loops);
  assert.deepEqual((await owner.client.get(`/v1/api-keys?created_by=${creator.userId}`)).body.items, []);
});

test('the keys of a member of another workspace are neither listed nor revoked', async () => {
  const here = await newWorkspace();
  const there = await newWorkspace();
  const owner = await registry.user(here.workspaceId, 'owner');
  const member = await registry.user(there.workspaceId, 'owner');
  const made = (await member.client.post('/v1/api-keys', { name: 'there' })).body;
  await registry.addMember(here.workspaceId, member.userId, 'viewer');
  assert.deepEqual((await owner.client.get(`/v1/api-keys?created_by=${member.userId}`)).body.items, []);
  const removed = await owner.client.delete(`/v1/users/${member.userId}?revoke_api_keys=true`);
  assert.equal(removed.status, 204);
  const program = new ApiClient(registry.process.url, made.key, there.workspaceId);
  assert.equal((await program.get('/v1/webhooks')).status, 200);
});
