import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { AuditActor, AuditedAction } from '@flowforge/contracts/audit/audit-entry';
import { newId } from '@flowforge/contracts/ids';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { FakeAuditLog } from '@flowforge/testing/fake-audit-log';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Registry } from 'prom-client';
import { AUDIT_OUTBOX } from './audit-outbox.migration.js';
import { AuditOutboxMetrics } from './audit-outbox-metrics.js';
import { AuditOutbox } from './audit-outbox.js';
import { AuditOutboxStore } from './audit-outbox.store.js';

const WORKSPACE = '0190a1b2-0000-7000-8000-000000000001';
const ACTOR: AuditActor = { kind: 'user', id: newId(), address: '192.0.2.44' };
const edit = (name = 'Leads'): AuditedAction => ({
  action: 'form.updated',
  target: { kind: 'form', id: newId(), name },
  changedFields: ['fields'],
});

let postgres: TestDatabase;
let nats: TestNats;
let database: Database;
let store: AuditOutboxStore;
let registry: NatsConnection;
let auditLog: FakeAuditLog;
const running: { stop: () => Promise<void> }[] = [];
const warnings: object[] = [];
const errors: object[] = [];
const log = {
  warn: (details: object) => void warnings.push(details),
  error: (details: object) => void errors.push(details),
};

before(async () => {
  [postgres, nats] = await Promise.all([startTestDatabase(), startTestNats()]);
  database = new Database(await postgres.open('registry'));
  for (const statement of AUDIT_OUTBOX) await database.query(statement);
  store = new AuditOutboxStore(database);
  registry = await connect(natsOptions({ url: nats.url, name: 'fake registry' }));
  auditLog = await FakeAuditLog.on(registry);
});
beforeEach(() => {
  auditLog.received = [];
  auditLog.answer = (entries) => entries.map(({ id }) => id);
});
after(async () => {
  for (const { stop } of running) await stop();
  await registry.close();
  await nats.stop();
  await database.dataSource.destroy();
  await postgres.stop();
});

/** The outbox of one more replica. */
function outbox(metrics = new Registry()): AuditOutbox {
  const settings = { url: nats.url, name: 'replica' };
  const link = new NatsLink(settings, () => undefined);
  const client = new ServiceClient(settings);
  const created = new AuditOutbox(store, client, link, new AuditOutboxMetrics(metrics), log);
  created.start();
  running.push({
    stop: async () => {
      await created.stop();
      await client.close();
      await link.close();
    },
  });
  return created;
}

const append = (to: AuditOutbox, what = edit()): Promise<void> =>
  new WorkspaceDatabase(database).transaction(WORKSPACE, (tx) => to.append(tx, ACTOR, what));

const count = async (): Promise<number> => (await store.backlog()).count;
const isEmpty = (): Promise<boolean> => until('an empty outbox', async () => (await count()) === 0);

test('an entry is sent once, in the words of the contract, and then deleted', async () => {
  const what = edit();
  await append(outbox(), what);
  await isEmpty();
  const [{ id: _, occurred_at: at, ...entry } = { occurred_at: '' }] = auditLog.received;
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  assert.deepEqual(entry, {
    workspace_id: WORKSPACE,
    actor: ACTOR,
    action: 'form.updated',
    target: what.target,
    changes: [{ field: 'fields', from: null, to: null }],
  });
});

test('a change that is rolled back has no entry', async () => {
  const one = outbox();
  const failed = new WorkspaceDatabase(database).transaction(WORKSPACE, async (tx) => {
    await one.append(tx, ACTOR, edit());
    throw new Error('rolled back');
  });
  await assert.rejects(failed, /rolled back/);
  assert.equal(await count(), 0);
});

test('while the registry does not answer, entries wait and no request waits; then all are sent, with the same ids', async () => {
  auditLog.answer = () => null;
  const one = outbox();
  await append(one, edit('first'));
  await until('a try', () => auditLog.received.length === 1);
  await append(one, edit('second'));
  assert.equal(await count(), 2);
  auditLog.answer = (entries) => entries.map(({ id }) => id);
  await isEmpty();
  const ids = new Set(auditLog.received.filter(({ target }) => target.name === 'first').map(({ id }) => id));
  assert.equal(ids.size, 1);
  assert.ok(warnings.length > 0);
});

test('while NATS is away, entries wait', async () => {
  const one = outbox();
  await append(one);
  await isEmpty();
  auditLog.received = [];
  await nats.kill();
  await append(one, edit('without NATS'));
  assert.equal(await count(), 1);
  await nats.restart();
  await isEmpty();
  assert.ok(auditLog.received.every(({ target }) => target.name === 'without NATS'));
});

test('an entry that the registry cannot store does not hold up the others', async () => {
  auditLog.answer = (entries) => entries.filter(({ target }) => target.name !== 'bad').map(({ id }) => id);
  const one = outbox();
  await append(one, edit('bad'));
  await append(one, edit('good'));
  await until('the good entry to be gone', async () => (await count()) === 1);
  auditLog.answer = (entries) => entries.map(({ id }) => id);
  await isEmpty();
});

test('a name that is longer than the contract allows is shortened, so the registry does not refuse the entry', async () => {
  await append(outbox(), edit('❤️'.repeat(128)));
  await isEmpty();
  assert.deepEqual(
    auditLog.received.map(({ target }) => target.name),
    ['❤️'.repeat(127)],
  );
});

test('an entry that was refused for 7 days is deleted and logged with its id; one that was never sent is kept', async () => {
  auditLog.answer = () => [];
  const old = '0190a1b2-0000-7000-8000-00000000000';
  const insert = (id: string, tries: number): Promise<unknown> =>
    database.query(
      `INSERT INTO audit_outbox (id, workspace_id, entry, tries, due_at) VALUES ($1, $2, $3, $4, now() + interval '1 hour')`,
      [id, WORKSPACE, JSON.stringify({ id, occurred_at: '2024-07-11T00:00:00.000000Z' }), tries],
    );
  const recent = newId();
  await insert(`${old}1`, 10);
  await insert(`${old}2`, 0);
  await insert(recent, 10);
  const metrics = new Registry();
  outbox(metrics);
  await until('the old entry to be deleted', async () => (await count()) === 2);
  await until('the log', () => errors.length > 0);
  assert.deepEqual(errors, [{ ids: [`${old}1`] }]);
  await until('the age of the oldest', async () => {
    const gauge = await metrics.getSingleMetric('audit_entries_oldest_age_seconds')?.get();
    return (gauge?.values[0]?.value ?? 0) > 7 * 86_400;
  });
  await store.delete([`${old}2`, recent]);
});

test('an entry that is not stored after 60 tries is logged with its id', async () => {
  auditLog.answer = () => [];
  errors.length = 0;
  const one = outbox();
  await append(one);
  const [row] = await database.query<{ id: string }>(
    'UPDATE audit_outbox SET tries = 59, due_at = now() RETURNING id',
  );
  await until('the log', () => errors.length > 0);
  assert.deepEqual(errors, [{ ids: [row?.id], tries: 60 }]);
  await store.delete([row?.id ?? '']);
});

test('replicas share the work, and no entry is left out', async () => {
  const replicas = [outbox(), outbox(), outbox()];
  await Promise.all(Array.from({ length: 30 }, (_, at) => append(replicas[at % 3] ?? outbox())));
  await isEmpty();
  assert.equal(new Set(auditLog.received.map(({ id }) => id)).size, 30);
});
