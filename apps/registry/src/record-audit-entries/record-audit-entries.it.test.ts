import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type AuditedAction, type AuditEntry, auditEntry } from '@flowforge/contracts/audit/audit-entry';
import { newId } from '@flowforge/contracts/ids';
import { recordAuditEntries } from '@flowforge/contracts/requests/record-audit-entries';
import { fromMicros } from '@flowforge/contracts/time';
import { until } from '@flowforge/testing/until';
import { Registry, type SignedInUser } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;
let owner: SignedInUser;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('sent-audit-entries');
  owner = await registry.user(api.workspaceId, 'owner');
});
after(() => registry.stop());

const FORM: AuditedAction = {
  action: 'form.updated',
  target: { kind: 'form', id: newId(), name: 'Leads' },
  changedFields: ['name'],
};

function entryOf(what: AuditedAction, workspaceId = api.workspaceId, id = newId()): AuditEntry {
  const actor = { kind: 'user', id: owner.userId, address: '192.0.2.44' } as const;
  return auditEntry(id, workspaceId, fromMicros(Date.UTC(2026, 4, 20, 9, 30) * 1_000), actor, what);
}

const send = async (...entries: AuditEntry[]): Promise<readonly string[]> =>
  (await registry.requests.ask(recordAuditEntries, { entries })).stored;

async function log(query = '', client = api): Promise<ReturnType<typeof JSON.parse>[]> {
  return (await client.get(`/v1/audit-log?limit=200${query}`)).body.items;
}

test('an entry of another service is shown with its actor, target, time and address, and once however often it is sent', async () => {
  const entry = entryOf(FORM);
  for (let count = 0; count < 2; count += 1) assert.deepEqual(await send(entry), [entry.id]);
  assert.deepEqual(await send(entry, entry), [entry.id, entry.id]);
  const shown = (await log()).filter(({ id }) => id === entry.id);
  assert.deepEqual(shown, [
    {
      id: entry.id,
      actor: { kind: 'user', id: owner.userId, name: owner.email },
      action: 'form.updated',
      target: FORM.target,
      changes: [{ field: 'name', from: null, to: null }],
      address: '192.0.2.44',
      created_at: '2026-05-20T09:30:00.000Z',
    },
  ]);
});

test('an entry belongs to its workspace alone', async () => {
  const other = await registry.client('sent-audit-entries-other');
  const [own, foreign] = [entryOf(FORM), entryOf(FORM, other.workspaceId)];
  await send(own, foreign);
  assert.deepEqual(
    (await log('', other)).map(({ id }) => id).filter((id) => [own.id, foreign.id].includes(id)),
    [foreign.id],
  );
  // The same id for another workspace neither moves nor copies an entry.
  await send({ ...own, workspace_id: other.workspaceId });
  assert.ok(!(await log('', other)).some(({ id }) => id === own.id));
  assert.ok((await log()).some(({ id }) => id === own.id));
});

test('a webhook gets its name, but not that of another workspace', async () => {
  const other = await registry.client('sent-audit-entries-webhook');
  const webhook = (await api.post('/v1/webhooks', { name: 'CRM', endpoint: 'https://crm.example.com' })).body;
  const what: AuditedAction = {
    action: 'test_event.sent',
    target: { kind: 'webhook', id: webhook.id, name: null },
  };
  const [own, foreign] = [entryOf(what), entryOf(what, other.workspaceId)];
  await send(own, foreign);
  assert.equal((await log()).find(({ id }) => id === own.id).target.name, 'CRM');
  assert.equal((await log('', other)).find(({ id }) => id === foreign.id).target.name, null);
});

test('an entry that arrives after its actor was removed has the e-mail address of the actor', async () => {
  const member = await registry.user(api.workspaceId, 'editor');
  const actor = { kind: 'user', id: member.userId, address: '192.0.2.44' } as const;
  const [before, after] = [entryOf(FORM), entryOf(FORM)].map((entry) => ({ ...entry, actor }));
  assert.ok(before && after);
  await send(before);
  assert.equal((await owner.client.delete(`/v1/users/${member.userId}`)).status, 204);
  await send(after);
  const names = (await log(`&target_kind=form&actor_id=${member.userId}`)).map(({ actor }) => actor.name);
  assert.deepEqual(names, [member.email, member.email]);
});

test('a name of which the HTTP edge counts two code points as one character is stored, shortened', async () => {
  const name = '❤️'.repeat(128);
  const entry = entryOf({ ...FORM, target: { ...FORM.target, name } });
  assert.deepEqual(await send(entry), [entry.id]);
  const shown = (await log()).find(({ id }) => id === entry.id);
  assert.equal(shown.target.name, [...name].slice(0, 254).join(''));
});

test('an entry that breaks the contract is missing in the answer, and the others of the batch are stored', async () => {
  const other = await registry.client('sent-audit-entries-invalid');
  const tooLong = 'x'.repeat(255);
  const entry = entryOf(FORM, other.workspaceId);
  const bad = { ...entry, target: { ...entry.target, name: tooLong } };
  const [own, foreign] = [entryOf(FORM), entryOf(FORM, other.workspaceId)];
  assert.deepEqual((await send(own, bad, foreign)).toSorted(), [own.id, foreign.id].toSorted());
  const lines = (): string[] =>
    readFileSync(registry.process.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.includes('audit_log.entry_invalid') && line.includes(bad.id));
  await until('the log line of the invalid entry', () => lines().length === 1);
  assert.ok(lines()[0]?.includes('"/target/name"'));
  assert.ok(!lines().join('').includes(tooLong));
});

test('entries that cannot be stored are missing in the answer, and the others are stored, also those of the same workspace', async () => {
  const bad = entryOf({ ...FORM, target: { ...FORM.target, name: 'no \0 in Postgres' } });
  const [before, after] = [entryOf(FORM), entryOf(FORM)];
  assert.deepEqual(await send(before, bad, after), [before.id, after.id]);
});

test('the log is filtered by kind, target and actor', async () => {
  const form = { ...FORM.target, id: newId() };
  const entry = entryOf({ ...FORM, target: form });
  const robot = {
    ...entryOf({ ...FORM, target: form }),
    actor: { kind: 'api_key', id: newId(), address: '::1' },
  } as const;
  await send(entry, robot);
  const ids = async (query: string): Promise<string[]> => (await log(query)).map(({ id }) => id);
  assert.deepEqual((await ids(`&target_id=${form.id}`)).sort(), [entry.id, robot.id].sort());
  assert.deepEqual(await ids(`&target_id=${form.id}&actor_id=${owner.userId}`), [entry.id]);
  assert.ok((await log('&target_kind=form')).every(({ target }) => target.kind === 'form'));
  assert.ok((await ids('&target_kind=form')).includes(entry.id));
  assert.equal((await api.get('/v1/audit-log?target_kind=planet')).status, 422);
  assert.equal((await api.get('/v1/audit-log?actor_id=1')).status, 422);
});
