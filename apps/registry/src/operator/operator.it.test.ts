import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { ALL_SCOPES } from '@flowforge/contracts/words';
import { ServiceUnavailable } from '@flowforge/messaging/service-client';
import { defineRequest } from '@flowforge/contracts/requests/contract';
import { Type } from 'typebox';
import { Registry } from '../running-registry.testing.js';
import { ApiClient } from '../api-client.testing.js';
import { OperatorError } from './operator-commands.service.js';
import { type OperatorRun, runOperator } from './operator-process.testing.js';

let registry: Registry;

before(async () => {
  registry = await Registry.shared();
});
after(() => registry.stop());

/** Runs a command of the operator as a process, with the address of the registry's database. */
function operator(args: string[], input = ''): Promise<OperatorRun> {
  return runOperator(registry.databaseUrl, args, { input });
}

async function result(...args: string[]): Promise<ReturnType<typeof JSON.parse>> {
  const { code, stdout, stderr } = await operator(args);
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
}

async function statusOf(key: string): Promise<number> {
  return (await new ApiClient(registry.process.url, key, '').get('/v1/webhooks')).status;
}

test('the commands create a workspace and a key, and the key works until it is revoked', async () => {
  const made = await result('create-workspace', '--name', 'shop');
  assert.equal(made.created, true);
  assert.deepEqual(await registry.operator.createWorkspace('shop'), {
    id: made.workspace_id,
    created: false,
  });
  const { workspaces } = await result('list-workspaces');
  assert.deepEqual(
    workspaces
      .filter(({ name }: Record<string, string>) => name === 'shop')
      .map(({ workspace_id }: Record<string, string>) => workspace_id),
    [made.workspace_id],
  );

  const minted = await result(
    'mint-api-key',
    '--workspace',
    'shop',
    '--name',
    'CI',
    '--scopes',
    'webhooks:read',
  );
  assert.deepEqual([await statusOf(minted.key), minted.revoked_api_key_ids], [200, []]);
  const stored = JSON.stringify(await registry.rows('SELECT * FROM registry.api_keys'));
  assert.ok(!stored.includes(minted.key.slice(8, -4)));

  const revoke = ['revoke-api-key', '--workspace', made.workspace_id, '--id', minted.api_key_id];
  assert.deepEqual(await result(...revoke), { revoked: true });
  assert.equal(await statusOf(minted.key), 401);
  const again = await operator(revoke);
  assert.deepEqual([again.code, again.stdout], [1, '']);
  assert.match(again.stderr, /is already revoked/);
});

test('the commands create a user, with a generated or a given password, and a link that resets it', async () => {
  const { id } = await registry.operator.createWorkspace('people');
  const create = ['create-user', '--workspace', 'people', '--name', 'Ada', '--role', 'owner', '--email'];
  const made = await result(...create, 'Ada@people.example.com');
  assert.deepEqual([made.email, made.role], ['ada@people.example.com', 'owner']);
  assert.match(made.password, /^[A-Za-z0-9_-]{24}$/);
  await registry.signIn(made.email, made.password);
  await assert.rejects(
    registry.operator.createUser(id, { ...made, name: 'Ada', password: 'another one' }),
    /^Error: there is already an account/,
  );

  const given = await operator(
    [...create, 'grace@people.example.com', '--password-stdin'],
    'a given password\n',
  );
  assert.equal(given.code, 0, given.stderr);
  assert.ok(!given.stdout.includes('password'));
  await registry.signIn('grace@people.example.com', 'a given password');
  const refused = await operator([...create, 'x@people.example.com', '--password-stdin'], 'short');
  assert.deepEqual([refused.code, refused.stdout], [2, '']);
  assert.match(refused.stderr, /^the password must be UTF-8 of 10 to 200 characters\n/);

  const link = await result('reset-password', '--email', made.email);
  const stranger = new ApiClient(registry.process.url, '', '');
  const reset = await stranger.post('/v1/password-resets/accept', {
    token: link.token,
    password: 'set by the operator',
  });
  assert.equal(reset.status, 204);
  await registry.signIn(made.email, 'set by the operator');
  const late = await operator(['create-setup-token']);
  assert.deepEqual([late.code, late.stdout], [1, '']);
  assert.match(late.stderr, /has a user already/);
});

test('the owner of a local run is created, or gets the password of this run; a later start is not in the audit log', async () => {
  const { id } = await registry.operator.createWorkspace('local-run');
  const owner = { email: 'demo@local.example.com', name: 'Demo', password: 'of the first run' };
  const start = async (password: string): Promise<{ userId: string; key: string }> => {
    const userId = await registry.operator.ensureOwner(id, { ...owner, password });
    const command = { name: 'local', scopes: [...ALL_SCOPES] };
    return { userId, key: (await registry.operator.renewLocalApiKey(id, command)).key };
  };
  // Without the sign-ins of this test.
  const actions = async (): Promise<string[]> => {
    const rows = await registry.rows<{ action: string }>(
      `SELECT action FROM registry.audit_log WHERE workspace_id = $1 AND action <> 'session.started' ORDER BY id`,
      [id],
    );
    return rows.map(({ action }) => action);
  };
  const first = await start(owner.password);
  assert.equal((await registry.signIn(owner.email, owner.password)).userId, first.userId);
  const created = ['user.created', 'api_key.created'];
  assert.deepEqual(await actions(), created);
  const second = await start('of the next run');
  assert.equal((await registry.signIn(owner.email, 'of the next run')).userId, first.userId);
  assert.equal(second.userId, first.userId);
  assert.deepEqual(await actions(), created);
  assert.deepEqual([await statusOf(first.key), await statusOf(second.key)], [401, 200]);
  await registry.rows(`UPDATE registry.memberships SET role = 'viewer' WHERE workspace_id = $1`, [id]);
  await start('of the next run');
  assert.deepEqual(await actions(), [...created, 'user.role_changed']);
});

test('concurrent processes that create the same workspace create one', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => registry.operator.createWorkspace('same')));
  assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  assert.equal(made.filter(({ created }) => created).length, 1);
});

test('concurrent commands with --revoke-others-named leave exactly one key of that name', async () => {
  const { id } = await registry.operator.createWorkspace('minted');
  const asked = { name: 'local', scopes: [...ALL_SCOPES], revokeOthersNamed: true };
  const other = await registry.operator.mintApiKey(id, { ...asked, name: 'other' });
  const minted = await Promise.all([1, 2, 3].map(() => registry.operator.mintApiKey(id, asked)));
  const statuses = await Promise.all(minted.map(({ key }) => statusOf(key)));
  assert.deepEqual(statuses.sort(), [200, 401, 401]);
  assert.equal(minted.flatMap(({ revokedIds }) => revokedIds).length, 2);
  assert.equal(await statusOf(other.key), 200);
});

test('a list has a maximum size and continues after the last id', async () => {
  for (const name of ['list-a', 'list-b']) await registry.operator.createWorkspace(name);
  const all = await registry.operator.listWorkspaces(1_000, null);
  const first = await registry.operator.listWorkspaces(1, null);
  const rest = await registry.operator.listWorkspaces(1_000, first[0]?.id ?? null);
  // Tests of other files create workspaces meanwhile.
  const known = new Set(all.map(({ id }) => id));
  assert.deepEqual([first.length, [...first, ...rest].filter(({ id }) => known.has(id))], [1, all]);
});

test('the exit code is 2 for wrong usage and 1 for a failure, and the reason goes to stderr only', async () => {
  const { code, stdout } = await operator(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /create-workspace --name NAME/);
  const wrong: [number, RegExp, string[]][] = [
    [2, /a command is required/, []],
    [
      2,
      /no scope "everything"/,
      ['mint-api-key', '--workspace', 'x', '--name', 'a', '--scopes', 'everything'],
    ],
    [
      1,
      /no workspace "nowhere"/,
      ['mint-api-key', '--workspace', 'nowhere', '--name', 'a', '--scopes', 'all'],
    ],
  ];
  for (const [expected, reason, args] of wrong) {
    const run = await operator(args);
    assert.deepEqual([run.code, run.stdout], [expected, ''], args.join(' '));
    assert.match(run.stderr, reason);
  }
  const unreachable = await runOperator('postgres://registry:hush@127.0.0.1:1/flowforge', [
    'list-workspaces',
  ]);
  assert.equal(unreachable.code, 1);
  assert.match(unreachable.stderr, /ECONNREFUSED/);
  assert.doesNotMatch(unreachable.stderr, /hush/);
});

test('a command for an unknown account or workspace fails with the reason', async () => {
  const fails = async (run: Promise<unknown>, reason: RegExp): Promise<void> =>
    assert.rejects(run, (error) => error instanceof OperatorError && reason.test(error.message));
  await fails(registry.operator.resetPassword('nobody@example.com'), /no account with the address/);
  await fails(registry.operator.revokeApiKey(newId(), newId()), /no workspace/);
});

test('no NATS subject creates a workspace or an api key', async () => {
  const { id } = await registry.operator.createWorkspace('bus');
  const ask = (name: string, request: object): Promise<unknown> =>
    registry.requests.ask(
      defineRequest({
        name,
        service: 'registry',
        timeoutMs: 1_000,
        request: Type.Object({}),
        reply: Type.Object({}),
      }),
      request,
    );
  await assert.rejects(ask('ensure-workspace', { name: 'taken' }), ServiceUnavailable);
  await assert.rejects(
    ask('mint-api-key', { workspace_id: id, name: 'a', scopes: [...ALL_SCOPES], revoke_others_named: false }),
    ServiceUnavailable,
  );
  assert.deepEqual(await registry.rows('SELECT FROM registry.workspaces WHERE slug = $1', ['taken']), []);
  assert.deepEqual(await registry.rows('SELECT FROM registry.api_keys WHERE workspace_id = $1', [id]), []);
});
