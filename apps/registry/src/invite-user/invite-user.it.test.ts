import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { type Role, scopesOfRole } from '@flowforge/contracts/words';
import { until } from '@flowforge/testing/until';
import { Registry, type SignedInUser, TEST_PASSWORD } from '../running-registry.testing.js';
import { type Answer, ApiClient } from '../api-client.testing.js';

const PASSWORD = 'a password of an invited person';
let registry: Registry;
let api: ApiClient;
let stranger: ApiClient;
let owner: SignedInUser;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('invite-user');
  stranger = new ApiClient(registry.process.url, '', '');
  owner = await registry.user(api.workspaceId, 'owner');
});
after(() => registry.stop());

const newEmail = (): string => `${newId()}@example.com`;

async function invite(email: string, role: Role, by = owner.client): Promise<{ id: string; token: string }> {
  const { status, body } = await by.post('/v1/invitations', { email, role });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

function accept(token: string, password = PASSWORD): Promise<Answer> {
  return stranger.post('/v1/invitations/accept', { token, name: 'Grace', password });
}

test('an invited person gets an account, is a member with the role, and is signed in', async () => {
  const email = newEmail();
  const preview = (link: string): Promise<Answer> =>
    stranger.post('/v1/invitations/preview', { token: link });
  const { id, token, ...shown } = await owner.client
    .post('/v1/invitations', { email: email.toUpperCase(), role: 'editor' })
    .then(({ body }) => body);
  assert.match(token, /^ffn_[A-Za-z0-9_-]{43}$/);
  assert.deepEqual([shown.email, shown.role], [email, 'editor']);
  assert.equal(Date.parse(shown.expires_at) - Date.parse(shown.created_at), 7 * 86_400_000);
  assert.deepEqual((await owner.client.get(`/v1/invitations/${id}`)).body, { id, ...shown });
  const { name } = (await owner.client.get('/v1/workspace')).body;
  const { created_at: _, ...previewed } = shown;
  assert.deepEqual((await preview(token)).body, { workspace: name, ...previewed });
  assert.deepEqual((await owner.client.get('/v1/invitations?limit=1')).body.items, [{ id, ...shown }]);

  const accepted = await accept(token);
  assert.equal(accepted.status, 201, JSON.stringify(accepted.body));
  assert.equal(accepted.body.role, 'editor');
  assert.deepEqual(accepted.body.user.name, 'Grace');
  const session = accepted.headers.get('x-session-token') ?? '';
  assert.equal((await registry.checkSession(session))?.workspace_id, api.workspaceId);
  await registry.signIn(email, PASSWORD);
  const { items } = (await api.get('/v1/users?limit=1')).body;
  assert.deepEqual([items[0].email, items[0].role], [email, 'editor']);

  assert.equal((await owner.client.get(`/v1/invitations/${id}`)).status, 404);
  const again = await accept(token);
  assert.deepEqual([again.status, again.body.code], [404, 'invitation_not_found']);
  const stored = JSON.stringify(await registry.rows('SELECT * FROM registry.audit_log'));
  const log = await readFile(registry.process.logFile, 'utf8');
  for (const secret of [token.slice(4), PASSWORD, session.slice(4)])
    assert.ok(!(stored + log).includes(secret));
});

test('of several requests with one token at the same time, one is successful', async () => {
  const { token } = await invite(newEmail(), 'viewer');
  // While other programs use the processors, a hash may wait too long. The answer is then 503, and a client tries again.
  const acceptWhenFree = (): Promise<number> =>
    until('an answer other than 503', async () => {
      const { status } = await accept(token);
      return status === 503 ? null : status;
    });
  const statuses = await Promise.all([1, 2, 3].map(acceptWhenFree));
  assert.equal(statuses.filter((status) => status === 201).length, 1, String(statuses));
  assert.ok(
    statuses.every((status) => [201, 401, 404].includes(status)),
    String(statuses),
  );
});

test('an account that exists joins with its own password only, so the link alone does not open it', async () => {
  const other = await registry.client('invite-user-other');
  const user = await registry.user(other.workspaceId, 'owner');
  const { token } = await invite(user.email, 'viewer');
  const wrong = await accept(token);
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'account_exists']);
  const joined = await accept(token, TEST_PASSWORD);
  assert.equal(joined.status, 201);
  assert.equal(joined.body.user.name, 'Ada', 'the name of the account stays');
  const checked = await registry.checkSession(joined.headers.get('x-session-token') ?? '');
  assert.deepEqual([checked?.workspace_id, checked?.role], [api.workspaceId, 'viewer']);
  const account = await user.client.get('/v1/users/me');
  assert.deepEqual(
    account.body.workspaces.map(({ id, role }: Record<string, string>) => [id, role]),
    [
      [other.workspaceId, 'owner'],
      [api.workspaceId, 'viewer'],
    ],
  );
  const member = await owner.client.post('/v1/invitations', { email: user.email, role: 'viewer' });
  assert.deepEqual([member.status, member.body.code], [409, 'already_member']);
});

test('a further invitation replaces the earlier one, and a deleted one does not work', async () => {
  const email = newEmail();
  const first = await invite(email, 'viewer');
  const second = await invite(email, 'editor');
  assert.equal((await accept(first.token)).status, 404);
  assert.equal((await owner.client.get(`/v1/invitations/${first.id}`)).status, 404);
  assert.equal((await owner.client.delete(`/v1/invitations/${second.id}`)).status, 204);
  assert.equal((await accept(second.token)).status, 404);
  assert.equal((await owner.client.delete(`/v1/invitations/${second.id}`)).status, 404);
});

test('an invitation that has expired does not work and is not listed', async () => {
  const { id, token } = await invite(newEmail(), 'viewer');
  await registry.rows(
    `UPDATE registry.invitations SET expires_at = clock_timestamp() - interval '1 second' WHERE id = $1`,
    [id],
  );
  assert.equal((await accept(token)).status, 404);
  assert.equal((await owner.client.get(`/v1/invitations/${id}`)).status, 404);
  const { items } = (await owner.client.get('/v1/invitations?limit=200')).body;
  assert.ok(items.every((item: { id: string }) => item.id !== id));
});

test('nobody invites beyond the own rights, neither a user nor an api key', async () => {
  const keyWith = async (scopes: readonly string[]): Promise<ApiClient> => {
    const { body } = await owner.client.post('/v1/api-keys', { name: 'Inviter', scopes });
    return new ApiClient(registry.process.url, body.key, api.workspaceId);
  };
  const narrow = await keyWith(['workspace:write']);
  const reader = await keyWith(['workspace:write', ...scopesOfRole('viewer')]);
  const editor = await registry.user(api.workspaceId, 'editor');
  const cases: [ApiClient, Role, number][] = [
    [narrow, 'viewer', 403],
    [reader, 'viewer', 201],
    [reader, 'editor', 403],
    [reader, 'owner', 403],
    [editor.client, 'viewer', 403],
    [owner.client, 'owner', 201],
  ];
  for (const [client, role, expected] of cases) {
    const answer = await client.post('/v1/invitations', { email: newEmail(), role });
    assert.equal(answer.status, expected, `${role}: ${JSON.stringify(answer.body)}`);
    if (expected === 403) assert.equal(answer.body.code, 'scope_missing');
  }
});

test('who is removed, demoted or revoked leaves no invitation behind', async () => {
  const [demoted, removed] = [
    await registry.user(api.workspaceId, 'owner'),
    await registry.user(api.workspaceId, 'owner'),
  ];
  const key = (await owner.client.post('/v1/api-keys', { name: 'Inviter' })).body;
  const byKey = new ApiClient(registry.process.url, key.key, api.workspaceId);
  const invitations = [
    await invite(newEmail(), 'owner', demoted.client),
    await invite(newEmail(), 'owner', removed.client),
    await invite(newEmail(), 'owner', byKey),
  ];
  const kept = await invite(newEmail(), 'viewer');
  assert.equal((await owner.client.patch(`/v1/users/${demoted.userId}`, { role: 'editor' })).status, 200);
  assert.equal((await owner.client.delete(`/v1/users/${removed.userId}`)).status, 204);
  assert.equal((await owner.client.delete(`/v1/api-keys/${key.id}`)).status, 204);
  for (const { token } of invitations) assert.equal((await accept(token)).status, 404);
  assert.equal((await owner.client.get(`/v1/invitations/${kept.id}`)).status, 200);
});

test('a repeated request with the same Idempotency-Key gets the same token, which is stored encrypted', async () => {
  const body = { email: newEmail(), role: 'viewer' };
  const key = { 'idempotency-key': 'invite-once' };
  const first = await owner.client.post('/v1/invitations', body, key);
  assert.deepEqual((await owner.client.post('/v1/invitations', body, key)).body, first.body);
  const kept = JSON.stringify(await registry.rows('SELECT answer FROM registry.idempotency_keys'));
  assert.ok(!kept.includes(first.body.token));
});

test('an invitation of another workspace is not found', async () => {
  const { id } = await invite(newEmail(), 'viewer');
  const foreign = await registry.client('invite-user-foreign');
  for (const path of [`/v1/invitations/${id}`, `/v1/invitations/${newId()}`, '/v1/invitations/nonsense']) {
    assert.equal((await foreign.get(path)).body.code, 'invitation_not_found');
    assert.equal((await foreign.delete(path)).body.code, 'invitation_not_found');
  }
});

test('invalid bodies name their field', async () => {
  const wrong: [number, string, string, object][] = [
    [422, 'email', '/v1/invitations', { role: 'viewer' }],
    [422, 'email', '/v1/invitations', { email: 'a b@c', role: 'viewer' }],
    [422, 'role', '/v1/invitations', { email: 'a@b', role: 'admin' }],
    [400, 'token', '/v1/invitations', { email: 'a@b', role: 'viewer', token: 'mine' }],
    [422, 'token', '/v1/invitations/accept', { name: 'A', password: PASSWORD }],
    [422, 'name', '/v1/invitations/accept', { token: 'x', name: ' ', password: PASSWORD }],
    [422, 'password', '/v1/invitations/accept', { token: 'x', name: 'A', password: 'short' }],
    [400, 'role', '/v1/invitations/accept', { token: 'x', name: 'A', password: PASSWORD, role: 'owner' }],
  ];
  for (const [status, field, path, body] of wrong) {
    const answer = await owner.client.post(path, body);
    assert.deepEqual([answer.status, answer.body.errors[0].field], [status, field]);
  }
});
