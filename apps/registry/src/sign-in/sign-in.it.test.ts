import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { LOCAL_SIGN_IN_PATH } from '@flowforge/contracts/sessions/local-sign-in';
import { SESSION_CHECK_PATH } from '@flowforge/contracts/sessions/session-check';
import { SESSION_ENDED_SUBJECT, sessionEnded } from '@flowforge/contracts/signals/session-ended';
import { scopesOfRole } from '@flowforge/contracts/words';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { issueInternalToken } from '@flowforge/service-kit/auth/internal-token';
import { until } from '@flowforge/testing/until';
import { Registry, type SignedInUser, TEST_KEYS, TEST_PASSWORD } from '../running-registry.testing.js';
import { type Answer, ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;
let stranger: ApiClient;
let owner: SignedInUser;
const endedFor: string[] = [];

before(async () => {
  registry = await Registry.shared();
  registry.connection.subscribe(SESSION_ENDED_SUBJECT, {
    callback: (_, message) => {
      const signal = sessionEnded.decode(message.data);
      if (signal.ok) endedFor.push(signal.value.user_id);
    },
  });
  api = await registry.client('sign-in');
  stranger = new ApiClient(registry.process.url, '', '');
  owner = await registry.user(api.workspaceId, 'owner', 'owner@sign-in.example.com');
});
after(() => registry.stop());

/** What an answer says, without the id of the request. */
function refusal({ status, body }: Answer): object {
  const { request_id, ...rest } = body;
  assert.ok(request_id);
  return { status, ...rest };
}

/** Number of passwords that the registry has hashed. */
async function hashes(): Promise<number> {
  const { text } = await registry.ops('/metrics');
  return Number(/^password_hashes_total\{result="computed"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

test('a sign-in answers with the session, and its token only in the header for the front door', async () => {
  const answer = await stranger.call(
    'POST',
    '/v1/sessions',
    { email: 'OWNER@sign-in.Example.com', password: TEST_PASSWORD },
    { 'user-agent': 'Test/1.0' },
  );
  assert.equal(answer.status, 201);
  const token = answer.headers.get('x-session-token') ?? '';
  assert.match(token, /^ffs_[A-Za-z0-9_-]{43}$/);
  assert.ok(!JSON.stringify(answer.body).includes(token));
  const { id, created_at, last_used_at, expires_at, ...shown } = answer.body;
  assert.deepEqual(shown, {
    user: { id: owner.userId, email: 'owner@sign-in.example.com', name: 'Ada' },
    workspace: { id: api.workspaceId, name: 'sign-in' },
    role: 'owner',
    scopes: [...scopesOfRole('owner')],
    address: '127.0.0.1',
    user_agent: 'Test/1.0',
    current: true,
  });
  assert.equal(last_used_at, created_at);
  assert.equal(Date.parse(expires_at) - Date.parse(created_at), 7 * 86_400_000);
  assert.notEqual(id, owner.sessionId);
  const stored = JSON.stringify(await registry.rows('SELECT * FROM registry.sessions'));
  const log = await readFile(registry.process.logFile, 'utf8');
  for (const secret of [token.slice(4), TEST_PASSWORD]) assert.ok(!(stored + log).includes(secret));
});

test('a wrong password and an unknown account get the same answer for the same work', async () => {
  // Tests of other files hash in the same registry, which can only add to a count: the least of some rounds is the own work.
  const least = [Infinity, Infinity];
  for (let round = 0; round < 5 && least.some((count) => count > 1); round += 1) {
    const before = await hashes();
    const wrong = await stranger.post('/v1/sessions', { email: owner.email, password: 'wrong' });
    const between = await hashes();
    const unknown = await stranger.post('/v1/sessions', {
      email: `${newId()}@example.com`,
      password: 'wrong',
    });
    const after = await hashes();
    assert.equal(wrong.status, 401);
    assert.equal(wrong.body.code, 'wrong_credentials');
    assert.deepEqual(refusal(unknown), refusal(wrong));
    assert.equal(wrong.headers.get('x-session-token'), null);
    for (const [at, count] of [between - before, after - between].entries()) {
      least[at] = Math.min(least[at] ?? Infinity, count);
    }
  }
  assert.deepEqual(least, [1, 1]);
});

test('a sign-in never adopts a token that the client brings, and a cookie is no credential here', async () => {
  const planted = `ffs_${'A'.repeat(43)}`;
  const headers = {
    'x-session-token': planted,
    cookie: `flowforge_session=${planted}`,
    authorization: `Bearer ${planted}`,
  };
  const body = { email: owner.email, password: TEST_PASSWORD };
  const signedIn = await stranger.call('POST', '/v1/sessions', body, headers);
  assert.equal(signedIn.status, 201);
  const token = signedIn.headers.get('x-session-token') ?? '';
  assert.notEqual(token, planted);
  assert.equal(await registry.checkSession(planted), null);

  for (const name of ['flowforge_session', '__Host-flowforge_session']) {
    const response = await fetch(`${registry.process.url}/v1/sessions/current`, {
      headers: { cookie: `${name}=${token}` },
    });
    assert.equal(response.status, 401);
  }
  const asBearer = await new ApiClient(registry.process.url, token, '').get('/v1/sessions/current');
  assert.equal(asBearer.status, 401);
});

test('an account that is no member of the requested workspace gets the answer for a wrong password', async () => {
  const other = await registry.client('sign-in-other');
  const body = { email: owner.email, password: TEST_PASSWORD };
  const refused = await stranger.post('/v1/sessions', { ...body, workspace_id: other.workspaceId });
  assert.deepEqual([refused.status, refused.body.code], [401, 'wrong_credentials']);
  const right = await stranger.post('/v1/sessions', { ...body, workspace_id: api.workspaceId });
  assert.equal(right.status, 201);
});

test('a session check answers with an internal token that all routes of the role accept', async () => {
  const checked = await registry.checkSession(owner.token);
  assert.ok(checked);
  const { internal_token, internal_token_expires_at, ...rest } = checked;
  assert.deepEqual(rest, {
    session_id: owner.sessionId,
    user_id: owner.userId,
    workspace_id: api.workspaceId,
    role: 'owner',
  });
  const leftMs = Date.parse(internal_token_expires_at) - Date.now();
  assert.ok(leftMs > 0 && leftMs <= 60_000);
  const client = new ApiClient(registry.process.url, internal_token, api.workspaceId);
  assert.equal((await client.get('/v1/webhooks')).status, 200);
  const key = await client.post('/v1/api-keys', { name: 'Made by a user' });
  assert.equal(key.status, 201);
  const current = await client.get('/v1/sessions/current');
  assert.deepEqual([current.body.id, current.body.current], [owner.sessionId, true]);
});

test('the stored text of a session, or another one, is no session', async () => {
  const [row] = await registry.rows<{ token_hash: string }>(
    'SELECT token_hash FROM registry.sessions WHERE id = $1',
    [owner.sessionId],
  );
  for (const token_hash of [row?.token_hash, '0'.repeat(64)]) {
    const refused = await stranger.post(SESSION_CHECK_PATH, { token_hash });
    assert.deepEqual([refused.status, refused.body.code], [404, 'session_not_found']);
  }
  assert.equal((await stranger.post(SESSION_CHECK_PATH, { token_hash: 'x' })).status, 422);
  assert.equal((await stranger.post(SESSION_CHECK_PATH)).status, 422);
});

test('a role allows what its scopes allow, in the words of a role', async () => {
  const viewer = await registry.user(api.workspaceId, 'viewer');
  assert.equal((await viewer.client.get('/v1/webhooks')).status, 200);
  for (const path of ['/v1/webhooks', '/v1/api-keys']) {
    const refused = await viewer.client.post(path, { name: 'No', endpoint: 'https://example.com' });
    assert.deepEqual([refused.status, refused.body.code], [403, 'scope_missing']);
    assert.match(refused.body.detail, /^Your role in this workspace lacks the scope \w+:write/);
  }
  const editor = await registry.user(api.workspaceId, 'editor');
  assert.equal((await editor.client.post('/v1/api-keys', { name: 'No' })).status, 403);
  const webhook = await editor.client.post('/v1/webhooks', {
    name: 'Yes',
    endpoint: 'https://example.com/hook',
  });
  assert.equal(webhook.status, 201);
});

test('an internal token that is wrong, expired, or without its session is refused', async () => {
  const ring = KeyRing.parse(TEST_KEYS);
  const claims = {
    user_id: owner.userId,
    workspace_id: api.workspaceId,
    role: 'owner',
    session_id: owner.sessionId,
  } as const;
  const issue = (change: object, nowMs = Date.now()): string =>
    issueInternalToken(ring, { ...claims, ...change }, nowMs).token;
  const status = async (token: string): Promise<number> =>
    (await new ApiClient(registry.process.url, token, '').get('/v1/webhooks')).status;
  assert.equal(await status(issue({})), 200);
  assert.equal(await status(issue({}, Date.now() - 61_000)), 401);
  assert.equal(await status(issue({ session_id: newId() })), 401);
  assert.equal(await status(issue({ user_id: newId() })), 401);
  assert.equal(await status(`${issue({})}x`), 401);
  assert.equal(await status('ffi_'), 401);
});

test('an api key is no user', async () => {
  for (const path of ['/v1/sessions', '/v1/sessions/current']) {
    const refused = await api.get(path);
    assert.deepEqual([refused.status, refused.body.code], [403, 'user_required']);
  }
  assert.equal((await api.delete('/v1/sessions')).status, 403);
});

test('signing out ends one session at once and sends the signal', async () => {
  const { email } = owner;
  const [first, second] = [await registry.signIn(email), await registry.signIn(email)];
  const listed = (await first.client.get('/v1/sessions')).body;
  assert.equal(listed.next_cursor, null);
  const currentOnes = listed.items.filter(({ current }: { current: boolean }) => current);
  assert.deepEqual(
    currentOnes.map(({ id }: { id: string }) => id),
    [first.sessionId],
  );
  endedFor.length = 0;
  const other = await first.client.delete(`/v1/sessions/${second.sessionId}`);
  assert.deepEqual([other.status, other.headers.get('x-session-token')], [204, null]);
  await until('the signal', () => endedFor.includes(owner.userId));
  assert.equal(await registry.checkSession(second.token), null);
  const refused = await second.client.get('/v1/webhooks');
  assert.deepEqual([refused.status, refused.body.code], [401, 'session_ended']);
  assert.equal((await first.client.delete(`/v1/sessions/${second.sessionId}`)).status, 404);

  const out = await first.client.delete('/v1/sessions/current');
  assert.deepEqual([out.status, out.headers.get('x-session-token')], [204, '']);
  assert.equal(await registry.checkSession(first.token), null);
  assert.ok(await registry.checkSession(owner.token));
});

test('signing out everywhere ends all sessions of the user, and nobody else is signed out', async () => {
  const user = await registry.user(api.workspaceId, 'editor');
  const again = await registry.signIn(user.email);
  const out = await user.client.delete('/v1/sessions');
  assert.deepEqual([out.status, out.headers.get('x-session-token')], [204, '']);
  for (const { token } of [user, again]) assert.equal(await registry.checkSession(token), null);
  assert.ok(await registry.checkSession(owner.token));
});

test('a session of another user is not found', async () => {
  const other = await registry.user(api.workspaceId, 'owner');
  const refused = await other.client.delete(`/v1/sessions/${owner.sessionId}`);
  assert.deepEqual([refused.status, refused.body.code], [404, 'session_not_found']);
  const { items } = (await other.client.get('/v1/sessions')).body;
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [other.sessionId],
  );
  assert.equal((await other.client.delete('/v1/sessions/no-id')).status, 404);
});

test('a session ends when it was not used for 7 days, and after 30 days', async () => {
  const user = await registry.user(api.workspaceId, 'viewer');
  const set = (column: string, value: string): Promise<unknown> =>
    registry.rows(`UPDATE registry.sessions SET ${column} = clock_timestamp() + $2::interval WHERE id = $1`, [
      user.sessionId,
      value,
    ]);
  await set('last_used_at', '-167 hours');
  assert.ok(await registry.checkSession(user.token));
  const [used] = await registry.rows<{ recent: boolean }>(
    `SELECT last_used_at > clock_timestamp() - interval '1 minute' AS recent FROM registry.sessions WHERE id = $1`,
    [user.sessionId],
  );
  assert.equal(used?.recent, true);
  await set('last_used_at', '-169 hours');
  assert.equal(await registry.checkSession(user.token), null);
  assert.equal((await user.client.get('/v1/webhooks')).status, 401);
  await set('last_used_at', '0');
  assert.ok(await registry.checkSession(user.token));
  await set('expires_at', '-1 second');
  assert.equal(await registry.checkSession(user.token), null);
});

test('a use is recorded at most once a minute', async () => {
  const use = async (): Promise<unknown> => {
    await registry.checkSession(owner.token);
    return registry.rows('SELECT xmin::text FROM registry.sessions WHERE id = $1', [owner.sessionId]);
  };
  assert.deepEqual(await use(), await use());
});

test('a user has at most 50 sessions: a further sign-in ends the one that was not used for the longest time', async () => {
  const user = await registry.user(api.workspaceId, 'viewer');
  await registry.rows(
    `INSERT INTO registry.sessions (id, workspace_id, user_id, token_hash, address, created_at, last_used_at, expires_at)
     SELECT gen_random_uuid(), workspace_id, user_id, encode(sha256(n::text::bytea), 'hex'), address, created_at,
            last_used_at + n * interval '1 millisecond', expires_at
       FROM registry.sessions, generate_series(1, 49) AS n WHERE id = $1`,
    [user.sessionId],
  );
  assert.ok(await registry.checkSession(user.token));
  const newest = await registry.signIn(user.email);
  assert.equal(await registry.checkSession(user.token), null);
  assert.equal((await newest.client.get('/v1/sessions')).body.items.length, 50);
});

test('without the setting of a local run there is no route that signs in by a link', async () => {
  const answer = await stranger.post(LOCAL_SIGN_IN_PATH, { token: 'x' });
  assert.deepEqual([answer.status, answer.body.code], [404, 'route_not_found']);
});

test('an invalid body names its field, and an unknown field is refused', async () => {
  const wrong: [number, string, object][] = [
    [422, 'email', { password: 'x' }],
    [422, 'email', { email: 'nobody', password: 'x' }],
    [422, 'password', { email: 'a@b' }],
    [422, 'password', { email: 'a@b', password: 'x'.repeat(201) }],
    [422, 'workspace_id', { email: 'a@b', password: 'x', workspace_id: 'x' }],
    [400, 'token', { email: 'a@b', password: 'x', token: 'ffs_mine' }],
  ];
  for (const [status, field, body] of wrong) {
    const answer = await stranger.post('/v1/sessions', body);
    assert.deepEqual([answer.status, answer.body.errors[0].field], [status, field]);
  }
});
