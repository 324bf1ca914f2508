import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { ALL_SCOPES } from '@flowforge/contracts/words';
import { ServiceUnavailable } from '@flowforge/messaging/service-client';
import { defineRequest } from '@flowforge/contracts/requests/contract';
import { programPath } from '@flowforge/testing/program';
import { Type } from 'typebox';
import { until } from '@flowforge/testing/until';
import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { ApiClient, Registry, RunningRegistry, TEST_KEYS } from '../running-registry.testing.js';

const SCRIPT = programPath('apps/registry/dist/operator/main.js');
let running: RunningRegistry;
let registry: Registry;

before(async () => {
  running = await RunningRegistry.start();
  registry = await Registry.connect(running.addresses, () => running.stop());
});
after(() => registry.stop());

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the operator's command as a process, with the database address and further settings. */
function operator(
  args: string[],
  databaseUrl = running.database.urls.registry,
  input: string | Buffer = '',
  settings: NodeJS.ProcessEnv = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SCRIPT, ...args],
      { env: { DATABASE_URL: databaseUrl, ...settings } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    // A command that reads no input may have ended.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
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
  assert.deepEqual(await result('create-workspace', '--name', 'shop'), { ...made, created: false });
  const { workspaces } = await result('list-workspaces');
  assert.deepEqual(
    workspaces.map(({ workspace_id, name }: Record<string, string>) => [workspace_id, name]),
    [[made.workspace_id, 'shop']],
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
  await result('create-workspace', '--name', 'people');
  const create = ['create-user', '--workspace', 'people', '--name', 'Ada', '--role', 'owner', '--email'];
  const made = await result(...create, 'Ada@people.example.com');
  assert.deepEqual([made.email, made.role], ['ada@people.example.com', 'owner']);
  assert.match(made.password, /^[A-Za-z0-9_-]{24}$/);
  await registry.signIn(made.email, made.password);
  const again = await operator([...create, made.email]);
  assert.deepEqual([again.code, again.stdout], [1, '']);
  assert.match(again.stderr, /already an account/);

  const given = await operator(
    [...create, 'grace@people.example.com', '--password-stdin'],
    undefined,
    'a given password\n',
  );
  assert.equal(given.code, 0, given.stderr);
  assert.ok(!given.stdout.includes('password'));
  await registry.signIn('grace@people.example.com', 'a given password');
  const refused = await operator([...create, 'x@people.example.com', '--password-stdin'], undefined, 'short');
  assert.deepEqual([refused.code, refused.stdout], [2, '']);
  assert.match(refused.stderr, /^the password must be UTF-8 of 10 to 200 characters\n/);

  const link = await result('reset-password', '--email', made.email);
  const stranger = new ApiClient(registry.process.url, '', '');
  const reset = await stranger.post('/v1/password-resets', {
    token: link.token,
    password: 'set by the operator',
  });
  assert.equal(reset.status, 204);
  await registry.signIn(made.email, 'set by the operator');
  const late = await operator(['create-setup-token']);
  assert.deepEqual([late.code, late.stdout], [1, '']);
  assert.match(late.stderr, /has a user already/);
});

test('the owner of a local run is created, or gets the password of this run', async () => {
  const { id } = await registry.operator.createWorkspace('local-run');
  const owner = { email: 'demo@local.example.com', name: 'Demo', password: 'of the first run' };
  const first = await registry.operator.ensureOwner(id, owner);
  await registry.signIn(owner.email, owner.password);
  assert.equal(await registry.operator.ensureOwner(id, { ...owner, password: 'of the next run' }), first);
  assert.equal((await registry.signIn(owner.email, 'of the next run')).userId, first);
});

test('the audit log of a local run has what was created and a role that was restored, and nothing of a later start', async () => {
  const { id } = await registry.operator.createWorkspace('local-log');
  const owner = { email: 'demo@log.example.com', name: 'Demo', password: 'of the first run' };
  const start = async (): Promise<string> => {
    await registry.operator.ensureOwner(id, owner);
    return (await registry.operator.renewLocalApiKey(id, { name: 'local', scopes: [...ALL_SCOPES] })).key;
  };
  const actions = async (): Promise<string[]> => {
    const rows = await registry.rows<{ action: string }>(
      'SELECT action FROM registry.audit_log WHERE workspace_id = $1 ORDER BY id',
      [id],
    );
    return rows.map(({ action }) => action);
  };
  const first = await start();
  assert.deepEqual(await actions(), ['user.created', 'api_key.created']);
  const second = await start();
  assert.deepEqual(await actions(), ['user.created', 'api_key.created']);
  assert.deepEqual([await statusOf(first), await statusOf(second)], [401, 200]);
  await registry.rows(`UPDATE registry.memberships SET role = 'viewer' WHERE workspace_id = $1`, [id]);
  await start();
  assert.deepEqual(await actions(), ['user.created', 'api_key.created', 'user.role_changed']);
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
  assert.deepEqual([...first, ...rest], all);
});

test('the exit code is 2 for wrong usage and 1 for a failure, and the reason goes to stderr only', async () => {
  const { code, stdout } = await operator(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /create-workspace --name NAME/);
  const wrong: [number, RegExp, string[]][] = [
    [2, /a command is required/, []],
    [2, /no command "drop"/, ['drop']],
    [2, /--name is required/, ['create-workspace']],
    [
      2,
      /--name must be 1 to 63 lower-case letters, digits and "-"/,
      ['create-workspace', '--name', 'My Shop'],
    ],
    [
      2,
      /no scope "everything"/,
      ['mint-api-key', '--workspace', 'shop', '--name', 'a', '--scopes', 'everything'],
    ],
    [
      1,
      /no workspace "nowhere"/,
      ['mint-api-key', '--workspace', 'nowhere', '--name', 'a', '--scopes', 'all'],
    ],
    [
      2,
      /--role must be one of/,
      ['create-user', '--workspace', 'shop', '--email', 'a@b', '--name', 'A', '--role', 'x'],
    ],
    [2, /--email must be an e-mail address/, ['reset-password', '--email', 'nobody']],
    [1, /no account with the address/, ['reset-password', '--email', 'nobody@example.com']],
    [1, /no workspace/, ['revoke-api-key', '--workspace', newId(), '--id', newId()]],
  ];
  for (const [expected, reason, args] of wrong) {
    const run = await operator(args);
    assert.deepEqual([run.code, run.stdout], [expected, ''], args.join(' '));
    assert.match(run.stderr, reason);
  }
  const unreachable = await operator(['list-workspaces'], 'postgres://registry:hush@127.0.0.1:1/flowforge');
  assert.equal(unreachable.code, 1);
  assert.match(unreachable.stderr, /ECONNREFUSED/);
  assert.doesNotMatch(unreachable.stderr, /hush/);
});

test('reencrypt-secrets moves secrets and headers to the first key, and delivery is told', async () => {
  const api = await registry.client('reencryption');
  const { body } = await api.post('/v1/webhooks', {
    name: 'CRM',
    endpoint: 'https://crm.example.com/',
    headers: { 'x-token': 'abc' },
  });
  await api.post('/v1/webhooks', { name: 'ERP', endpoint: 'https://erp.example.com/' });
  const newKey = `new:${Buffer.alloc(32, 8).toString('base64')}`;
  const run = (keys: string): Promise<Run> =>
    operator(['reencrypt-secrets'], undefined, '', { ENCRYPTION_KEYS: keys });

  const withoutOld = await run(newKey);
  assert.equal(withoutOld.code, 1);
  const { reencrypted_webhooks, failed_webhooks } = JSON.parse(withoutOld.stdout);
  assert.equal(reencrypted_webhooks, 0);
  const named = withoutOld.stderr.match(/cannot be decrypted: key "test" is not in the key ring/g) ?? [];
  assert.equal(named.length, failed_webhooks);
  assert.ok(failed_webhooks >= 2);
  assert.equal((await run('new:short')).code, 1);

  const changed = await run(`${newKey},${TEST_KEYS}`);
  assert.deepEqual([changed.code, changed.stderr], [0, '']);
  assert.ok(JSON.parse(changed.stdout).reencrypted_webhooks >= 2);
  const change = (await registry.routingChanges(api.workspaceId))
    .filter((entry) => entry.kind === 'webhook.changed' && entry.webhook.webhook_id === body.id)
    .at(-1);
  assert.ok(change?.kind === 'webhook.changed');
  const ring = KeyRing.parse(newKey);
  const context = webhookEncryptionContext(body.id);
  assert.deepEqual(
    [...change.webhook.secrets.map(({ sealed }) => sealed), change.webhook.headers_sealed ?? ''].map((text) =>
      ring.decrypt(text, context),
    ),
    [body.secret, JSON.stringify({ 'x-token': 'abc' })],
  );
  // A relay of the registry takes the message and publishes it; nobody settles it, because no delivery runs here.
  await until('a relay of the registry takes the change, to publish it', async () => {
    const [row] = await registry.rows<{ claims: number }>(
      'SELECT claims FROM registry.outbox_pending WHERE id = $1',
      [change.id],
    );
    return (row?.claims ?? 0) > 0;
  });

  assert.deepEqual(JSON.parse((await run(`${newKey},${TEST_KEYS}`)).stdout), {
    reencrypted_webhooks: 0,
    failed_webhooks: 0,
  });
  assert.equal((await run(`${TEST_KEYS},${newKey}`)).code, 0);
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
