import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { LOCAL_SIGN_IN_PATH } from '@flowforge/contracts/sessions/local-sign-in';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import { encodePasswordHash, HASH_BYTES, HASH_COST, SALT_BYTES } from './password/password-hash.js';
import { Registry, RunningRegistry, TEST_PASSWORD } from './running-registry.testing.js';
import { type Answer, ApiClient } from './api-client.testing.js';
import { WRONG_TRIES_MAX } from './sign-in-limit/sign-in-limit.js';

const SETUP_TOKEN = `setup-${randomBytes(16).toString('base64url')}`;
const LINK_TOKEN = randomBytes(32).toString('base64url');
const OWNER = {
  email: 'First@Example.com',
  name: 'First',
  password: 'a password of the first',
  workspace_name: 'Algoscale',
};
let running: RunningRegistry;
let registry: Registry;
let replica: ServiceProcess;

before(async () => {
  running = await RunningRegistry.start({
    SETUP_TOKEN,
    LOCAL_SIGN_IN_TOKEN_HASH: createHash('sha256').update(LINK_TOKEN).digest('hex'),
    LOCAL_SIGN_IN_EMAIL: 'first@example.com',
    AUDIT_RETENTION_DAYS: '30',
    // The tests are the front door, and send requests of several clients.
    TRUST_PROXY: '127.0.0.1',
  });
  registry = await Registry.connect(running.addresses, () => running.stop());
  replica = await running.startReplica();
});
after(async () => {
  await replica.stop();
  await registry.stop();
});

/** A client without credentials, at one replica or the other, whose requests come from `address`. */
function from(
  address: string,
  url = registry.process.url,
): { post(path: string, body: object): Promise<Answer> } {
  const client = new ApiClient(url, '', '');
  return { post: (path, body) => client.post(path, body, { 'x-forwarded-for': address }) };
}

test('the first visitor needs the setup token, and there is only one first visitor', async () => {
  const stranger = new ApiClient(registry.process.url, '', '');
  assert.deepEqual((await stranger.get('/v1/setup')).body, { needed: true });
  for (const setup_token of ['wrong', '', `${SETUP_TOKEN}x`]) {
    const refused = await from('192.0.2.1').post('/v1/setup', { ...OWNER, setup_token });
    assert.ok([403, 422].includes(refused.status), String(refused.status));
  }
  const { token } = await registry.operator.createSetupToken();
  const visits = await Promise.all(
    [SETUP_TOKEN, token].map((setup_token, index) =>
      from(`192.0.2.1${index}`).post('/v1/setup', { ...OWNER, email: `${index}${OWNER.email}`, setup_token }),
    ),
  );
  assert.deepEqual(visits.map(({ status }) => status).sort(), [201, 409]);
  const [first] = visits.filter(({ status }) => status === 201);
  assert.ok(first);
  assert.equal(first.body.role, 'owner');
  assert.equal(first.body.workspace.name, 'Algoscale');
  assert.ok(await registry.checkSession(first.headers.get('x-session-token') ?? ''));
  await registry.rows('UPDATE registry.users SET email = $1', ['first@example.com']);

  assert.deepEqual((await stranger.get('/v1/setup')).body, { needed: false });
  for (const setup_token of [SETUP_TOKEN, token]) {
    const late = await from('192.0.2.3').post('/v1/setup', {
      ...OWNER,
      email: 'late@example.com',
      setup_token,
    });
    assert.deepEqual([late.status, late.body.code], [409, 'already_set_up']);
  }
  assert.deepEqual(await registry.rows('SELECT * FROM registry.setup_tokens'), []);
  await assert.rejects(registry.operator.createSetupToken(), /has a user already/);
  const log = await readFile(registry.process.logFile, 'utf8');
  for (const secret of [SETUP_TOKEN, token, OWNER.password]) assert.ok(!log.includes(secret));
});

test('the link of a local run signs in its user, again and again, and another token does not', async () => {
  for (let visit = 0; visit < 2; visit += 1) {
    const opened = await from('127.0.0.1').post(LOCAL_SIGN_IN_PATH, { token: LINK_TOKEN });
    assert.equal(opened.status, 201);
    assert.equal(opened.body.user.email, 'first@example.com');
    assert.ok(await registry.checkSession(opened.headers.get('x-session-token') ?? ''));
  }
  const hash = createHash('sha256').update(LINK_TOKEN).digest('hex');
  for (const token of ['wrong', hash]) {
    const refused = await from('192.0.2.4').post(LOCAL_SIGN_IN_PATH, { token });
    assert.deepEqual([refused.status, refused.body.code], [401, 'link_not_valid']);
  }
  assert.equal((await from('192.0.2.4').post(LOCAL_SIGN_IN_PATH, {})).status, 422);
  const log = await readFile(registry.process.logFile, 'utf8');
  assert.ok(!log.includes(LINK_TOKEN));
});

test('guesses of the token of the link are limited by address', async () => {
  const guess = (): Promise<Answer> => from('192.0.2.5').post(LOCAL_SIGN_IN_PATH, { token: newId() });
  for (let tried = 0; tried < WRONG_TRIES_MAX; tried += 1) assert.equal((await guess()).status, 401);
  const refused = await guess();
  assert.deepEqual([refused.status, refused.body.code], [429, 'too_many_sign_ins']);
  const known = await from('192.0.2.5').post(LOCAL_SIGN_IN_PATH, { token: LINK_TOKEN });
  assert.equal(known.status, 429, 'also with the right token');
  assert.equal((await from('192.0.2.6').post(LOCAL_SIGN_IN_PATH, { token: LINK_TOKEN })).status, 201);
});

test('the 20th wrong try for an account is refused, over both replicas, whatever the addresses', async () => {
  const { workspaceId } = await registry.client('limit');
  const user = await registry.user(workspaceId, 'viewer');
  const urls = [registry.process.url, replica.url];
  const guess = (tried: number, password = 'wrong'): Promise<Answer> =>
    from(`198.51.100.${tried}`, urls[tried % 2]).post('/v1/sessions', { email: user.email, password });
  for (let tried = 1; tried <= WRONG_TRIES_MAX; tried += 1) assert.equal((await guess(tried)).status, 401);
  for (const tried of [20, 21]) {
    const refused = await guess(tried);
    assert.deepEqual([refused.status, refused.body.code], [429, 'too_many_sign_ins']);
    const seconds = Number(refused.headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 900);
    assert.equal((await guess(tried, TEST_PASSWORD)).status, 429, 'also with the right password');
  }
  // The user has a session from this address, so nobody else can use up these tries.
  const known = await from('127.0.0.1').post('/v1/sessions', { email: user.email, password: TEST_PASSWORD });
  assert.equal(known.status, 201);

  await registry.rows(
    `UPDATE registry.sign_in_tries SET window_ends_at = clock_timestamp() - interval '1 second'`,
  );
  const later = await from('198.51.100.99').post('/v1/sessions', {
    email: user.email,
    password: TEST_PASSWORD,
  });
  assert.equal(later.status, 429, 'this replica remembers until when it refuses');
});

test('wrong tries from loopback are limited, for existing and unknown accounts alike', async () => {
  await registry.rows('DELETE FROM registry.sign_in_tries');
  const guess = (): Promise<Answer> =>
    from('127.0.0.1', replica.url).post('/v1/sessions', {
      email: `${newId()}@example.com`,
      password: 'wrong',
    });
  // Nearly all of the tries are entered in the table: each costs half a second of a processor.
  assert.equal((await guess()).status, 401);
  await registry.rows('UPDATE registry.sign_in_tries SET tries = $1 WHERE key = $2', [
    WRONG_TRIES_MAX - 1,
    'network:127.0.0.1',
  ]);
  assert.equal((await guess()).status, 401);
  assert.equal((await guess()).status, 429);
  await registry.rows('DELETE FROM registry.sign_in_tries');
});

test('a right password is not counted', async () => {
  const { workspaceId } = await registry.client('not-counted');
  const user = await registry.user(workspaceId, 'viewer');
  for (let visit = 0; visit < 2 * WRONG_TRIES_MAX; visit += 1) {
    const opened = await from('203.0.113.1').post('/v1/sessions', {
      email: user.email,
      password: TEST_PASSWORD,
    });
    assert.equal(opened.status, 201);
  }
});

test('more passwords at once than the queue holds are refused with 503, and not counted as wrong', async () => {
  await registry.rows('DELETE FROM registry.sign_in_tries');
  const emails = Array.from({ length: 60 }, () => `${newId()}@a`);
  // A quarter of the usual cost, which fills the queue, too. An unknown account would have the usual one.
  const cost = { logN: HASH_COST.logN - 2, r: 8, p: 1 };
  await registry.rows(
    `INSERT INTO registry.users (id, email, name, password_hash)
     SELECT gen_random_uuid(), email, 'Ada', $1 FROM unnest($2::text[]) AS email`,
    [encodePasswordHash({ ...cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) }), emails],
  );
  const answers = await Promise.all(
    emails.map((email, index) =>
      from(`203.0.113.${100 + index}`).post('/v1/sessions', { email, password: 'wrong' }),
    ),
  );
  const busy = answers.filter(({ status }) => status === 503);
  assert.ok(busy.length >= 20, `${busy.length} of 60`);
  assert.ok(
    busy.every(({ body, headers }) => body.code === 'sign_in_busy' && headers.get('retry-after') === '2'),
  );
  assert.ok(answers.every(({ status }) => [401, 503].includes(status)));
  const [counted] = await registry.rows<{ tries: number }>(
    `SELECT sum(tries)::int AS tries FROM registry.sign_in_tries WHERE key LIKE 'account:%'`,
  );
  assert.equal(counted?.tries, answers.length - busy.length);
  assert.equal((await registry.ops('/livez')).status, 200);
  assert.match((await registry.ops('/metrics')).text, /^password_hashes_total\{result="refused"\} [1-9]/m);
});

test('what is revoked at one replica is refused at the other one', async () => {
  const { workspaceId } = await registry.client('replicas');
  const owner = await registry.user(workspaceId, 'owner');
  const member = await registry.user(workspaceId, 'editor');
  const again = await registry.signIn(member.email);
  const elsewhere = (client: ApiClient): ApiClient => new ApiClient(replica.url, client.key, workspaceId);
  assert.ok(await registry.checkSession(again.token, replica.url));
  assert.equal((await elsewhere(again.client).post('/v1/webhooks', {})).status, 422);

  assert.equal((await owner.client.patch(`/v1/users/${member.userId}`, { role: 'viewer' })).status, 200);
  assert.equal((await elsewhere(again.client).post('/v1/webhooks', {})).status, 403, 'a changed role');
  assert.equal((await registry.checkSession(again.token, replica.url))?.role, 'viewer');

  assert.equal((await member.client.delete(`/v1/sessions/${again.sessionId}`)).status, 204);
  assert.equal(await registry.checkSession(again.token, replica.url), null, 'an ended session');
  assert.equal((await elsewhere(again.client).get('/v1/webhooks')).status, 401);

  assert.equal((await owner.client.delete(`/v1/users/${member.userId}`)).status, 204);
  assert.equal(await registry.checkSession(member.token, replica.url), null, 'a removed member');
  assert.equal((await elsewhere(member.client).get('/v1/webhooks')).status, 401);
});

test('what has expired is deleted, and entries of the audit log after the days that are set', async () => {
  const { workspaceId } = await registry.client('retention');
  const user = await registry.user(workspaceId, 'owner');
  await registry.signIn(user.email);
  const id = (days: number): string => {
    const ms = (Date.now() - days * 86_400_000).toString(16).padStart(12, '0');
    return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`;
  };
  const [young, old] = [id(29), id(31)];
  for (const entry of [young, old]) {
    await registry.rows(
      `INSERT INTO registry.audit_log (id, workspace_id, actor_kind, action, target_kind, target_id, changes)
       VALUES ($1, $2, 'system', 'webhook.disabled', 'webhook', $1, '[]')`,
      [entry, workspaceId],
    );
  }
  await registry.rows(
    `UPDATE registry.sessions SET expires_at = clock_timestamp() - interval '1 second' WHERE id = $1`,
    [user.sessionId],
  );
  await user.client.post('/v1/invitations', { email: 'a@b', role: 'viewer' });
  await registry.rows(
    `INSERT INTO registry.invitations (id, workspace_id, email, role, token_hash, invited_by, created_at, expires_at)
     VALUES ($1, $2, 'old@example.com', 'viewer', $3, 'x', now() - interval '9 days', now() - interval '2 days')`,
    [newId(), workspaceId, '0'.repeat(64)],
  );
  // The first round of retention is at the start.
  await replica.stop();
  await replica.restart();
  const left = (table: string): Promise<{ id: string }[]> =>
    registry.rows(`SELECT id FROM registry.${table} WHERE workspace_id = $1 ORDER BY id LIMIT 1`, [
      workspaceId,
    ]);
  await until('old entries to be deleted', async () => (await left('audit_log'))[0]?.id === young);
  assert.equal((await left('sessions')).length, 1);
  assert.notEqual((await left('sessions'))[0]?.id, user.sessionId);
  assert.deepEqual(
    await registry.rows(`SELECT id FROM registry.invitations WHERE email = 'old@example.com'`),
    [],
  );
});
