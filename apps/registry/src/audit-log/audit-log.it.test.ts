import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { disableWebhook } from '@flowforge/contracts/requests/disable-webhook';
import { newId } from '@flowforge/contracts/ids';
import { until } from '@flowforge/testing/until';
import { Registry, type SignedInUser, TEST_PASSWORD } from '../running-registry.testing.js';
import { ApiClient } from '../api-client.testing.js';

interface Entry {
  id: string;
  actor: { kind: string; id: string | null; name: string | null };
  action: string;
  target: { kind: string; id: string; name: string | null };
  changes: { field: string; from: string | null; to: string | null }[];
  address: string | null;
}

let registry: Registry;
let api: ApiClient;
let owner: SignedInUser;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('audit-log');
  owner = await registry.user(api.workspaceId, 'owner');
});
after(() => registry.stop());

/** The entries since `before`, the oldest first. */
async function entriesAfter(before: number, client = owner.client): Promise<Entry[]> {
  const { body } = await client.get('/v1/audit-log?limit=200');
  return [...body.items].reverse().slice(before);
}

async function count(): Promise<number> {
  return (await entriesAfter(0)).length;
}

test('every change of a webhook and its assignments is recorded: who, what, from where', async () => {
  const before = await count();
  const { client } = owner;
  const { body } = await client.post('/v1/webhooks', {
    name: 'CRM',
    endpoint: 'https://crm.example.com/a?token=hush',
  });
  await client.patch(`/v1/webhooks/${body.id}`, {
    endpoint: 'https://crm.example.com/b?token=hush',
    headers: { 'x-token': 'hush' },
    event_types: ['conversation.closed'],
    enabled: false,
  });
  await client.patch(`/v1/webhooks/${body.id}`, { event_types: ['conversation.closed'] });
  const rotated = await client.post(`/v1/webhooks/${body.id}/rotate-secret`);
  const form = registry.newSource(api.workspaceId, 'form');
  const assigned = { webhook_id: body.id, form_id: form };
  const assignment = (await client.post('/v1/assignments', assigned)).body;
  await client.post('/v1/assignments', assigned);
  await client.delete(`/v1/assignments/${assignment.id}`);
  const second = (await client.post('/v1/assignments', assigned)).body;
  await client.delete(`/v1/webhooks/${body.id}`);

  const entries = await entriesAfter(before);
  assert.deepEqual(
    entries.map(({ action, target }) => [action, target.kind, target.id, target.name]),
    [
      ['webhook.created', 'webhook', body.id, 'CRM'],
      ['webhook.updated', 'webhook', body.id, 'CRM'],
      ['webhook.secret_rotated', 'webhook', body.id, 'CRM'],
      ['assignment.created', 'assignment', assignment.id, 'CRM'],
      ['assignment.deleted', 'assignment', assignment.id, 'CRM'],
      ['assignment.created', 'assignment', second.id, 'CRM'],
      ['webhook.deleted', 'webhook', body.id, 'CRM'],
      ['assignment.deleted', 'assignment', second.id, 'CRM'],
    ],
  );
  for (const entry of entries) {
    assert.deepEqual(entry.actor, { kind: 'user', id: owner.userId, name: owner.email });
    assert.equal(entry.address, '127.0.0.1');
  }
  assert.deepEqual(entries[1]?.changes.map(({ field, from, to }) => [field, from, to]).sort(), [
    ['enabled', 'true', 'false'],
    ['endpoint', null, null],
    ['event_types', null, null],
    ['headers', null, null],
  ]);
  const stored = JSON.stringify(await registry.rows('SELECT * FROM registry.audit_log'));
  for (const secret of ['hush', body.secret, rotated.body.secret]) assert.ok(!stored.includes(secret));
});

test('a change that fails is not recorded', async () => {
  const before = await count();
  const { client } = owner;
  assert.equal((await client.post('/v1/webhooks', { name: 'CRM', endpoint: 'ftp://x' })).status, 422);
  assert.equal((await client.delete(`/v1/api-keys/${owner.userId}`)).status, 404);
  assert.equal((await client.patch(`/v1/users/${owner.userId}`, { role: 'viewer' })).status, 409);
  assert.deepEqual(await entriesAfter(before), []);
});

test('a webhook that Flowforge disables is recorded without an address', async () => {
  const { body } = await owner.client.post('/v1/webhooks', {
    name: 'Gone',
    endpoint: 'https://crm.example.com',
  });
  const before = await count();
  const request = {
    workspace_id: api.workspaceId,
    webhook_id: body.id,
    revision: body.revision,
    reason: 'gone' as const,
  };
  assert.deepEqual(await registry.requests.ask(disableWebhook, request), { disabled: true });
  const [entry] = await entriesAfter(before);
  assert.deepEqual(
    [entry?.action, entry?.actor, entry?.address],
    ['webhook.disabled', { kind: 'system', id: null, name: null }, null],
  );
});

test('api keys, members, invitations and the workspace are recorded, also what an api key or the operator does', async () => {
  const before = await count();
  const made = (await owner.client.post('/v1/api-keys', { name: 'Robot' })).body;
  const robot = new ApiClient(registry.process.url, made.key, api.workspaceId);
  await robot.patch('/v1/workspace', { name: 'Renamed' });
  const invitation = (await robot.post('/v1/invitations', { email: 'a@audit.example.com', role: 'viewer' }))
    .body;
  await robot.delete(`/v1/invitations/${invitation.id}`);
  const member = await registry.user(api.workspaceId, 'viewer');
  await owner.client.patch(`/v1/users/${member.userId}`, { role: 'editor' });
  await owner.client.post(`/v1/users/${member.userId}/password-resets`);
  await member.client.patch('/v1/users/me', { name: 'Grace' });
  await owner.client.delete(`/v1/users/${member.userId}`);
  await owner.client.delete(`/v1/api-keys/${made.id}`);
  await registry.operator.mintApiKey(api.workspaceId, {
    name: 'op',
    scopes: ['webhooks:read'],
    revokeOthersNamed: true,
  });

  const entries = await entriesAfter(before);
  assert.deepEqual(
    entries.map(({ actor, action, target }) => [actor.name ?? actor.kind, action, target.name]),
    [
      [owner.email, 'api_key.created', 'Robot'],
      ['Robot', 'workspace.updated', 'Renamed'],
      ['Robot', 'invitation.created', 'a@audit.example.com'],
      ['Robot', 'invitation.deleted', 'a@audit.example.com'],
      [member.email, 'session.started', null],
      [owner.email, 'user.role_changed', member.email],
      [owner.email, 'password_reset.created', member.email],
      [member.email, 'user.renamed', member.email],
      [owner.email, 'user.removed', member.email],
      [owner.email, 'api_key.revoked', 'Robot'],
      ['operator', 'api_key.created', 'op'],
    ],
  );
  assert.deepEqual(entries[5]?.changes, [{ field: 'role', from: 'viewer', to: 'editor' }]);
  const stored = JSON.stringify(await registry.rows('SELECT * FROM registry.audit_log'));
  for (const secret of [made.key.slice(8, -4), invitation.token]) assert.ok(!stored.includes(secret));
});

test('signing in and out is recorded, and so is a wrong password for an account that exists', async () => {
  const before = await count();
  const stranger = new ApiClient(registry.process.url, '', '');
  const { email, userId } = owner;
  await stranger.post('/v1/sessions', { email, password: 'my secret guess' });
  await stranger.post('/v1/sessions', { email: `no-${email}`, password: 'my secret guess' });
  // The answer to a wrong password does not wait for its entry.
  await until('the entry', async () => (await count()) === before + 1);
  const again = await registry.signIn(email, TEST_PASSWORD);
  await again.client.delete('/v1/sessions/current');
  const entries = await entriesAfter(before);
  assert.deepEqual(
    entries.map(({ action, actor, target, address }) => [action, actor.kind, target.id, address]),
    [
      ['session.refused', 'system', userId, '127.0.0.1'],
      ['session.started', 'user', again.sessionId, '127.0.0.1'],
      ['session.ended', 'user', again.sessionId, '127.0.0.1'],
    ],
  );
  const stored = JSON.stringify(await registry.rows('SELECT * FROM registry.audit_log'));
  for (const secret of ['my secret guess', TEST_PASSWORD, again.token.slice(4)])
    assert.ok(!stored.includes(secret));
});

test('a wrong password is recorded in the workspace of the account, wherever it was tried', async () => {
  const before = await count();
  const foreign = await registry.client('audit-log-inviting');
  const invited = await foreign.post('/v1/invitations', { email: owner.email, role: 'viewer' });
  const stranger = new ApiClient(registry.process.url, '', '');
  const guess = { token: invited.body.token, name: 'Eve', password: 'my secret guess' };
  assert.equal((await stranger.post('/v1/invitations/accept', guess)).status, 401);
  await until('the entry of the invitation', async () => (await count()) === before + 1);
  const { client } = await registry.signIn(owner.email, TEST_PASSWORD);
  const change = { current_password: 'my secret guess', new_password: 'a new password' };
  assert.equal((await client.post('/v1/users/me/change-password', change)).status, 403);
  await until('the entry of the change', async () => (await count()) === before + 3);
  const entries = await entriesAfter(before);
  assert.deepEqual(
    entries.map(({ action, target }) => [action, target.kind]),
    [
      ['session.refused', 'user'],
      ['session.started', 'session'],
      ['session.refused', 'user'],
    ],
  );
});

test('only owners read the log, and api keys with its own scope', async () => {
  for (const role of ['editor', 'viewer'] as const) {
    const { client } = await registry.user(api.workspaceId, role);
    const { status, body } = await client.get('/v1/audit-log');
    assert.deepEqual([status, body.code], [403, 'scope_missing'], role);
    assert.match(body.detail, /roles have it: owner\./);
  }
  const reader = await registry.client('audit-log', ['audit_log:read']);
  assert.equal((await reader.get('/v1/audit-log')).status, 200);
  const other = await registry.client('audit-log', ['workspace:read', 'workspace:write']);
  assert.equal((await other.get('/v1/audit-log')).body.code, 'scope_missing');
});

test('the log of another workspace is not shown', async () => {
  const foreign = await registry.client('audit-log-foreign');
  const shown = JSON.stringify((await foreign.get('/v1/audit-log?limit=200')).body);
  assert.ok(!shown.includes(owner.userId) && !shown.includes(owner.email));
  const page = (await owner.client.get('/v1/audit-log?limit=1')).body;
  const next = (await owner.client.get(`/v1/audit-log?limit=1&cursor=${page.next_cursor}`)).body;
  assert.ok(next.items[0].id < page.items[0].id);
});

test('the entries of one target are read by an index', async () => {
  const [workspaceId, usual, rare] = [newId(), newId(), newId()];
  await registry.rows(
    `INSERT INTO registry.audit_log (id, workspace_id, actor_kind, action, target_kind, target_id, changes)
     SELECT gen_random_uuid(), $1, 'system', 'webhook.disabled', 'webhook', CASE WHEN n % 1000 = 0 THEN $3 ELSE $2 END::uuid, '[]'
       FROM generate_series(1, 20000) AS n`,
    [workspaceId, usual, rare],
  );
  await registry.rows('ANALYZE registry.audit_log');
  const plan = await registry.rows<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING off) SELECT * FROM registry.audit_log WHERE workspace_id = $1 AND target_id = $2
      ORDER BY id DESC LIMIT 51`,
    [workspaceId, rare],
  );
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  const [, hit = '0', read = '0'] = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec(text) ?? [];
  assert.ok(Number(hit) + Number(read) < 100, text);
});
