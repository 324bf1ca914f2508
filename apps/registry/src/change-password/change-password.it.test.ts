import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { SESSION_ENDED_SUBJECT, sessionEnded } from '@flowforge/contracts/signals/session-ended';
import { until } from '@flowforge/testing/until';
import { Registry, TEST_PASSWORD } from '../running-registry.testing.js';
import { ApiClient } from '../api-client.testing.js';

const NEW_PASSWORD = 'another long password';
let registry: Registry;
let api: ApiClient;
const endedFor: string[] = [];

before(async () => {
  registry = await Registry.shared();
  registry.connection.subscribe(SESSION_ENDED_SUBJECT, {
    callback: (_, message) => {
      const signal = sessionEnded.decode(message.data);
      if (signal.ok) endedFor.push(signal.value.user_id);
    },
  });
  api = await registry.client('change-password');
});
after(() => registry.stop());

test('a changed password ends the other sessions, rotates this one, and replaces the old password', async () => {
  const user = await registry.user(api.workspaceId, 'editor');
  const other = await registry.signIn(user.email);
  const owner = await registry.user(api.workspaceId, 'owner');
  const link = (await owner.client.post(`/v1/users/${user.userId}/password-resets`)).body.token;
  endedFor.length = 0;
  const changed = await user.client.post('/v1/users/me/change-password', {
    current_password: TEST_PASSWORD,
    new_password: NEW_PASSWORD,
  });
  assert.equal(changed.status, 200);
  assert.deepEqual([changed.body.id, changed.body.current], [user.sessionId, true]);
  const token = changed.headers.get('x-session-token') ?? '';
  assert.match(token, /^ffs_/);
  await until('the signal', () => endedFor.includes(user.userId));
  assert.equal(await registry.checkSession(user.token), null, 'the old token of this session');
  assert.equal(await registry.checkSession(other.token), null);
  assert.equal((await registry.checkSession(token))?.session_id, user.sessionId);

  const stranger = new ApiClient(registry.process.url, '', '');
  const old = await stranger.post('/v1/sessions', { email: user.email, password: TEST_PASSWORD });
  assert.equal(old.status, 401);
  await registry.signIn(user.email, NEW_PASSWORD);
  const late = await stranger.post('/v1/password-resets/accept', {
    token: link,
    password: 'a third password',
  });
  assert.equal(late.status, 404, 'a link that was made before');
  const log = await readFile(registry.process.logFile, 'utf8');
  for (const secret of [NEW_PASSWORD, token.slice(4), link.slice(4)]) assert.ok(!log.includes(secret));
});

test('a wrong present password is refused and changes nothing', async () => {
  const user = await registry.user(api.workspaceId, 'viewer');
  const refused = await user.client.post('/v1/users/me/change-password', {
    current_password: 'wrong',
    new_password: NEW_PASSWORD,
  });
  assert.deepEqual([refused.status, refused.body.code], [403, 'wrong_password']);
  assert.ok(await registry.checkSession(user.token));
});

test('a password of less than 10 or more than 200 characters is refused, and so is an api key', async () => {
  const user = await registry.user(api.workspaceId, 'viewer');
  for (const new_password of ['123456789', 'x'.repeat(201), 'half of a pair \ud800']) {
    const refused = await user.client.post('/v1/users/me/change-password', {
      current_password: TEST_PASSWORD,
      new_password,
    });
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, 'new_password']);
  }
  const body = { current_password: TEST_PASSWORD, new_password: NEW_PASSWORD };
  const byKey = await api.post('/v1/users/me/change-password', body);
  assert.deepEqual([byKey.status, byKey.body.code], [403, 'user_required']);
});
