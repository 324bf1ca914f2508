import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import type { WebhookChanged } from '@flowforge/contracts/routing/webhook-changed';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { deliveryOf } from '../delivery/delivery.js';
import { DeliveryStore } from '../delivery/delivery.store.js';
import { type DeliveryState, DUE_NOW } from '../delivery/delivery-state.js';
import { migrations } from '../migrations.js';
import { CancelRecoveryService } from '../cancel-recovery/cancel-recovery.service.js';
import { RecoveryStore } from '../recovery/recovery.store.js';
import { RecoverDeliveries } from '../recover-deliveries/recover-deliveries.service.js';
import { ReplanJob } from '../replan/replan-job.service.js';
import { RoutingStore } from '../routing/routing.store.js';
import { SkipBacklog } from '../skip-backlog/skip-backlog.service.js';
import {
  assignmentChanged,
  capturedForm,
  newWebhook,
  nowMicros,
  type TestWebhook,
  webhookChanged,
} from '../testing.js';
import { type Chunk, type Job, JobChunkFailed, type RecoverableStatus } from './job.js';
import { JobRunner } from './job-runner.worker.js';
import { addJob, JobStore } from './job.store.js';

const SECOND = 1_000_000;
const ring = KeyRing.parse(`k1:${randomBytes(32).toString('base64')}`);
const skipped: DeliveryState = { ...DUE_NOW, status: 'skipped', dueInMs: null };
const failed: DeliveryState = { ...DUE_NOW, status: 'failed', attempts: 1, dueInMs: null };
const delivered: DeliveryState = { ...DUE_NOW, status: 'delivered', attempts: 1, dueInMs: null };

let database: TestDatabase;
let dataSource: DataSource;
let access: Database;
let deliveries: DeliveryStore;
let routing: RoutingStore;
let replan: ReplanJob;
let skipBacklog: SkipBacklog;
let recover: RecoverDeliveries;
let jobs: JobStore;
let webhook: TestWebhook;
let formId: string;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  access = new Database(dataSource);
  deliveries = new DeliveryStore(access);
  routing = new RoutingStore(access);
  replan = new ReplanJob(routing, deliveries, 0);
  skipBacklog = new SkipBacklog(pino({ enabled: false }), () => undefined);
  recover = new RecoverDeliveries(routing, deliveries, 0);
  jobs = new JobStore(access);
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

beforeEach(async () => {
  await dataSource.query('TRUNCATE events, deliveries, attempts, webhook_queues, jobs');
  webhook = newWebhook('https://example.com/');
  formId = newId();
});

/** Applies changes as a replica of delivery does. */
async function apply(changes: Parameters<RoutingStore['apply']>[0]): Promise<void> {
  await routing.apply(changes, async (tx, delta) => {
    await replan.addJobs(tx, delta);
    await skipBacklog.addJobs(tx, delta);
  });
}

/** The revision of the webhook that follows. */
function changed(change: Partial<WebhookChanged['webhook']>, at: number): WebhookChanged {
  webhook = { ...webhook, revision: webhook.revision + 1 };
  return webhookChanged(ring, webhook, change, at);
}

/** Stores an event, with a delivery to the webhook when it has a state. */
async function store(
  at: number,
  state: DeliveryState | null,
  workspaceId = webhook.workspaceId,
): Promise<string> {
  const event = capturedForm(workspaceId, formId, at, newId());
  const delivery = deliveryOf(event, { webhookId: webhook.webhookId, payloadVersion: '2026-05' });
  await deliveries.writeNewEvents([
    {
      event,
      payload: Buffer.from(encodeEvent(event)),
      plannedWith: (await routing.deltaSince(0)).revision,
      deliveries: state === null ? [] : [{ delivery, state }],
    },
  ]);
  return event.id;
}

const work = (tx: Parameters<typeof addJob>[0], job: Job): Promise<Chunk> => {
  if (job.kind === 'replan') return replan.runChunk(tx, job);
  return job.kind === 'skip' ? skipBacklog.runChunk(tx, job) : recover.runChunk(tx, job);
};

/** Runs all due jobs; returns the number of chunks. */
async function runAll(): Promise<number> {
  let chunks = 0;
  while ((await jobs.runNext(work, [])) !== null) chunks += 1;
  return chunks;
}

async function states(): Promise<Record<string, number>> {
  const rows: { status: string; count: number }[] = await dataSource.query(
    'SELECT status, count(*)::int AS count FROM deliveries GROUP BY status',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

async function statusOf(eventId: string): Promise<string | undefined> {
  const [row]: { status: string }[] = await dataSource.query(
    'SELECT status FROM deliveries WHERE event_id = $1 AND webhook_id = $2',
    [eventId, webhook.webhookId],
  );
  return row?.status;
}

/** Stores waiting deliveries of the webhook: one due now, the others later. */
async function addBacklog(count: number): Promise<void> {
  await store(nowMicros(), DUE_NOW);
  await dataSource.query(
    `INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                             attempts, retries, due_at)
     SELECT overlay(event_id::text placing lpad(to_hex(number), 8, '0') from 29)::uuid, webhook_id, gen_random_uuid(),
            workspace_id, conversation_id, event_type, payload_version, 'pending', 1, 1,
            now() + number * interval '1 second'
       FROM deliveries, generate_series(1, $1 - 1) AS number`,
    [count],
  );
  await dataSource.query(
    `UPDATE webhook_queues SET oldest_event_id = (SELECT event_id FROM deliveries ORDER BY event_id LIMIT 1)`,
  );
}

async function startRecovery(
  since: number,
  until = nowMicros() + SECOND,
  statuses: RecoverableStatus[] = ['failed', 'skipped'],
): Promise<string> {
  const id = newId();
  const { workspaceId, webhookId } = webhook;
  const isStored = await access.transaction((tx) =>
    addJob(tx, {
      ...{ id, kind: 'recovery', workspaceId, webhookId, revision: null, since, until },
      statuses,
    }),
  );
  if (!isStored) throw new Error('another one runs');
  return id;
}

test('a change plans the stored events that it covers again, by a job after its commit', async () => {
  const from = nowMicros() - 10 * SECOND;
  const [early, covered] = [await store(from - SECOND, null), await store(from + SECOND, null)];
  await apply([webhookChanged(ring, webhook, {}, from), assignmentChanged(webhook, formId, from)]);
  assert.deepEqual(await states(), {}, 'nothing is planned while the change is applied');
  assert.equal(await runAll(), 1);
  assert.deepEqual([await statusOf(early), await statusOf(covered)], [undefined, 'pending']);
  const left: object[] = await dataSource.query('SELECT FROM jobs');
  assert.equal(left.length, 0, 'a job that is done is deleted');
});

test('a job goes on where its last chunk ended, and a chunk that fails leaves nothing behind', async () => {
  const from = nowMicros() - 1_000 * SECOND;
  for (let number = 1; number <= 3; number += 1) await store(from + number * SECOND, null);
  await dataSource.query(
    `INSERT INTO events
     SELECT (left(event_id::text, 24) || lpad(to_hex(number), 12, '0'))::uuid, workspace_id, type, conversation_id,
            conversation_seq, assistant_id, form_id, committed_at + number, payload, received_at
       FROM (SELECT * FROM events LIMIT 1) AS event, generate_series(1, 600) AS number`,
  );
  await apply([webhookChanged(ring, webhook, {}, from), assignmentChanged(webhook, formId, from)]);
  await assert.rejects(
    jobs.runNext(async (tx, job) => {
      await work(tx, job);
      throw new Error('the process died');
    }, []),
  );
  assert.deepEqual(await states(), {});
  assert.equal(await jobs.runNext(work, []), null, 'it is tried again after a pause');
  await dataSource.query('UPDATE jobs SET run_at = now()');
  assert.ok(await jobs.runNext(work, []));
  assert.deepEqual(await states(), { pending: 500 });
  assert.equal(await runAll(), 1);
  assert.deepEqual(await states(), { pending: 603 });
});

/** Lets the next chunk fail as often as it is tried. */
async function failAllTries(): Promise<JobChunkFailed[]> {
  const failures: JobChunkFailed[] = [];
  for (let tries = 0; tries < 20; tries += 1) {
    const error: unknown = await jobs
      .runNext(() => Promise.reject(new Error('broken')), [])
      .then(
        (workspaceId) => workspaceId,
        (reason: unknown) => reason,
      );
    if (error === null) return failures;
    assert.ok(error instanceof JobChunkFailed);
    failures.push(error);
    assert.equal(await jobs.runNext(work, []), null, 'it waits before the next try');
    await dataSource.query(`UPDATE jobs SET run_at = now()`);
  }
  return failures;
}

test('a recovery whose chunk always fails ends as failed, with a reason; a new one may be started', async () => {
  await apply([webhookChanged(ring, webhook, {}, nowMicros())]);
  await runAll();
  const old = await store(nowMicros(), failed);
  const id = await startRecovery(0);
  const failures = await failAllTries();
  assert.deepEqual(
    failures.map((one) => one.isFinal),
    [...Array.from({ length: 9 }, () => false), true],
  );
  const found = await new RecoveryStore(new WorkspaceDatabase(access)).find(webhook.workspaceId, id);
  assert.deepEqual([found?.state, found?.failure_reason], ['failed', 'internal_error']);
  assert.ok(found?.finished_at);
  assert.equal(await jobs.resumeFailed(), 0, 'a recovery is started again by its caller only');
  await startRecovery(0);
  assert.equal(await runAll(), 1);
  assert.equal(await statusOf(old), 'pending');
});

test('a replan job that has failed is resumed by the next routing change of its workspace, and at a start', async () => {
  const from = nowMicros() - 100 * SECOND;
  const id = await store(from + SECOND, null);
  await apply([webhookChanged(ring, webhook, {}, from), assignmentChanged(webhook, formId, from)]);
  assert.equal((await failAllTries()).length, 10);
  assert.equal(await runAll(), 0);
  await apply([changed({}, nowMicros())]);
  assert.equal(await runAll(), 2, 'its own job beside it');
  assert.equal(await statusOf(id), 'pending', 'an event before the second change');

  await apply([changed({}, nowMicros())]);
  await failAllTries();
  assert.equal(await jobs.resumeFailed(), 1);
  assert.equal(await runAll(), 1);
});

test('a replan job that fails again and again does not stop those of later changes of its workspace', async () => {
  const from = nowMicros() - 100 * SECOND;
  await store(from + SECOND, null);
  await apply([webhookChanged(ring, webhook, {}, from)]);
  const broken: { id: string }[] = await dataSource.query('SELECT id FROM jobs');
  const runOnce = (): Promise<unknown> =>
    jobs
      .runNext(
        (tx, job) => (job.id === broken[0]?.id ? Promise.reject(new Error('broken')) : work(tx, job)),
        [],
      )
      .catch((error: unknown) => assert.ok(error instanceof JobChunkFailed));
  const late = await store(from + 50 * SECOND, null);

  await runOnce();
  await apply([assignmentChanged(webhook, formId, from + 40 * SECOND)]);
  const [retried]: object[] = await dataSource.query('SELECT failures FROM jobs WHERE id = $1', [
    broken[0]?.id,
  ]);
  assert.deepEqual(retried, { failures: 1 }, 'a change does not extend a job that is being tried again');
  await runOnce();
  assert.equal(await statusOf(late), 'pending');

  await dataSource.query(`UPDATE jobs SET run_at = now()`);
  await failAllTries();
  const later = await store(from + 60 * SECOND, null);
  await apply([changed({}, from + 55 * SECOND)]);
  await runOnce();
  await runOnce();
  assert.equal(await statusOf(later), 'pending');
  assert.deepEqual(await dataSource.query('SELECT id, state, failures FROM jobs'), [
    { id: broken[0]?.id, state: 'running', failures: 2 },
  ]);
});

test('changes of a workspace share one job that has not started; it covers the events of all of them', async () => {
  const from = nowMicros() - 100 * SECOND;
  const other = newWebhook('https://example.com/', webhook.workspaceId);
  const early = await store(from + SECOND, null);
  const late = await store(from + 50 * SECOND, null);
  await apply([webhookChanged(ring, webhook, {}, from), webhookChanged(ring, other, {}, from)]);
  // The later change has the earlier time.
  await apply([assignmentChanged(other, formId, from + 40 * SECOND)]);
  await apply([assignmentChanged(webhook, formId, from)]);
  const stored: object[] = await dataSource.query('SELECT FROM jobs');
  assert.equal(stored.length, 1);
  assert.equal(await runAll(), 1);
  assert.deepEqual([await statusOf(early), await statusOf(late)], ['pending', 'pending']);
  assert.deepEqual(await states(), { pending: 3 });
});

test('while a job walks through events, another routing change is applied', async () => {
  const from = nowMicros() - SECOND;
  await apply([webhookChanged(ring, webhook, {}, from)]);
  let applied = false;
  await jobs.runNext(async (tx, job) => {
    const chunk = await work(tx, job);
    await apply([changed({}, nowMicros())]);
    applied = true;
    assert.ok(await jobs.runNext(work, []), 'and its own job runs');
    return chunk;
  }, []);
  assert.ok(applied);
});

test('the backlog of a disabled webhook is skipped in chunks; what runs, and other webhooks, stay', async () => {
  await apply([webhookChanged(ring, webhook, {}, nowMicros())]);
  await runAll();
  await addBacklog(2_500);
  const other = newWebhook('https://example.com/', webhook.workspaceId);
  const own = webhook;
  webhook = other;
  const kept = await store(nowMicros(), DUE_NOW);
  webhook = own;
  await dataSource.query(
    `UPDATE deliveries SET held_by = 1 WHERE webhook_id = $1 AND due_at = (SELECT max(due_at) FROM deliveries)`,
    [webhook.webhookId],
  );
  await apply([changed({ enabled: false }, nowMicros())]);
  const chunks = await runAll();
  assert.deepEqual(await states(), { skipped: 2_499, pending: 2 });
  assert.ok(chunks <= 6, `${chunks} chunks`);
  webhook = other;
  assert.equal(await statusOf(kept), 'pending');
});

test('skipping stops when the webhook is enabled again', async () => {
  await apply([webhookChanged(ring, webhook, {}, nowMicros())]);
  await addBacklog(1_500);
  await apply([changed({ enabled: false }, nowMicros())]);
  await dataSource.query(`DELETE FROM jobs WHERE kind <> 'skip'`);
  assert.ok(await jobs.runNext(work, []));
  assert.deepEqual(await states(), { skipped: 1_000, pending: 500 });
  await apply([changed({ enabled: true }, nowMicros())]);
  await runAll();
  assert.deepEqual(await states(), { skipped: 1_000, pending: 500 });
});

test('a recovery makes failed and skipped deliveries due, and plans what was missed while the webhook was disabled', async () => {
  const start = nowMicros() - 100 * SECOND;
  await apply([
    webhookChanged(ring, webhook, {}, start),
    assignmentChanged(webhook, formId, start + 10 * SECOND),
  ]);
  await apply([
    changed({ enabled: false }, start + 20 * SECOND),
    changed({ enabled: true }, start + 60 * SECOND),
  ]);
  await runAll();
  const unassigned = await store(start + 5 * SECOND, null);
  const before = await store(start + 11 * SECOND, failed);
  const [missed, stranger] = [
    await store(start + 30 * SECOND, null),
    await store(start + 30 * SECOND, null, newId()),
  ];
  const cases = {
    skipped: await store(start + 31 * SECOND, skipped),
    failed: await store(start + 70 * SECOND, failed),
    delivered: await store(start + 71 * SECOND, delivered),
  };
  const id = await startRecovery(start + 12 * SECOND);
  assert.equal(await runAll(), 1);
  assert.equal(await statusOf(missed), 'pending');
  assert.equal(await statusOf(cases.skipped), 'pending');
  assert.equal(await statusOf(cases.failed), 'pending');
  assert.equal(await statusOf(cases.delivered), 'delivered');
  assert.equal(await statusOf(before), 'failed', 'committed before `since`');
  assert.equal(await statusOf(unassigned), undefined);
  assert.equal(await statusOf(stranger), undefined, 'an event of another workspace');
  const [row]: object[] = await dataSource.query('SELECT state, matched, requeued FROM jobs WHERE id = $1', [
    id,
  ]);
  assert.deepEqual(row, { state: 'completed', matched: 3, requeued: 3 });
});

test('a recovery that runs is cancelled by its workspace only; another one of the webhook is refused until then', async () => {
  await apply([webhookChanged(ring, webhook, {}, nowMicros())]);
  await runAll();
  const workspaces = new WorkspaceDatabase(access);
  const recoveries = new RecoveryStore(workspaces);
  const { workspaceId, webhookId } = webhook;
  const entries: unknown[] = [];
  const cancelling = new CancelRecoveryService(workspaces, {
    append: async (tx, actor, { action, target }) =>
      void entries.push([tx.workspaceId, actor.id, action, target.id]),
  });
  const userId = newId();
  const cancel = (workspace: string): Promise<void> =>
    cancelling.cancel(
      { workspaceId: workspace, principal: { kind: 'user', id: userId }, scopes: [], address: '::1' },
      id,
    );
  const old = await store(nowMicros(), failed);
  const id = await startRecovery(0);
  await assert.rejects(startRecovery(0), /another one runs/);
  await assert.rejects(cancel(newId()), { status: 404 });
  assert.equal(await recoveries.find(newId(), id), undefined);
  assert.equal((await recoveries.find(workspaceId, id))?.state, 'running');
  await cancel(workspaceId);
  await cancel(workspaceId);
  assert.deepEqual(entries, [[workspaceId, userId, 'recovery.cancelled', webhookId]], 'once');
  const cancelled = await recoveries.find(workspaceId, id);
  assert.equal(cancelled?.state, 'cancelled');
  assert.ok(cancelled.finished_at);
  assert.equal(await runAll(), 0);
  assert.equal(await statusOf(old), 'failed');
  await startRecovery(0);
  assert.equal(await runAll(), 1);
  assert.equal(await statusOf(old), 'pending');
  const page = await recoveries.list(workspaceId, undefined, { limit: 1, cursor: null });
  assert.deepEqual(
    page.items.map(({ state }) => state),
    ['completed'],
  );
  assert.ok(page.next_cursor);
});

test('a recovery pauses while many deliveries are due, and ends when the webhook is disabled', async () => {
  await apply([webhookChanged(ring, webhook, {}, nowMicros())]);
  await runAll();
  await addBacklog(1_000);
  // Retries that are due later do not count: after a long outage there are many of them.
  await dataSource.query('UPDATE deliveries SET due_at = clock_timestamp()');
  const old = await store(nowMicros(), failed);
  const id = await startRecovery(0);
  assert.ok(await jobs.runNext(work, []));
  assert.equal(await jobs.runNext(work, []), null, 'it waits for a second');
  assert.equal(await statusOf(old), 'failed');
  await apply([changed({ enabled: false }, nowMicros())]);
  await dataSource.query('UPDATE jobs SET run_at = now()');
  await runAll();
  const [row]: object[] = await dataSource.query('SELECT state, requeued FROM jobs WHERE id = $1', [id]);
  assert.deepEqual(row, { state: 'cancelled', requeued: 0 });
});

test('with a rate limit, a recovery makes no more due than can be sent in 10 s, and misses nothing', async () => {
  await apply([webhookChanged(ring, webhook, { rate_limit: { limit: 1, per: 'second' } }, nowMicros())]);
  await runAll();
  const at = nowMicros();
  const old: string[] = [];
  // Some are committed in the same microsecond, so that a chunk ends between two of them.
  for (let number = 0; number < 24; number += 1) {
    old.push(await store(at + Math.floor(number / 3), failed));
    await store(at + Math.floor(number / 3), delivered);
  }
  const id = await startRecovery(0, at + SECOND);
  const due: number[] = [];
  for (let rounds = 0; rounds < 20; rounds += 1) {
    await dataSource.query('UPDATE jobs SET run_at = now()');
    await runAll();
    const { pending = 0, ...rest } = await states();
    due.push(pending);
    // Six are sent until the next round.
    await dataSource.query(
      `UPDATE deliveries SET status = 'delivered', due_at = NULL WHERE event_id IN (
         SELECT event_id FROM deliveries WHERE status = 'pending' ORDER BY due_at, event_id LIMIT 6)`,
    );
    if (pending === 0 && rest['failed'] === undefined) break;
  }
  assert.deepEqual(due, [10, 10, 10, 6, 0]);
  const [job]: object[] = await dataSource.query('SELECT state, matched, requeued FROM jobs WHERE id = $1', [
    id,
  ]);
  assert.deepEqual(job, { state: 'completed', matched: 24, requeued: 24 });
  for (const event of old) assert.equal(await statusOf(event), 'delivered');
});

test('a recovery of waiting deliveries makes retries due now, and changes nothing else', async () => {
  await apply([webhookChanged(ring, webhook, {}, nowMicros())]);
  await runAll();
  const retry: DeliveryState = { ...DUE_NOW, attempts: 4, retries: 4, dueInMs: 3_600_000 };
  const [first, second] = [await store(nowMicros(), retry), await store(nowMicros(), retry)];
  const running = await store(nowMicros(), retry);
  const dueAlready = await store(nowMicros(), { ...retry, dueInMs: 0 });
  const ended = await store(nowMicros(), failed);
  await dataSource.query('UPDATE deliveries SET held_by = 1 WHERE event_id = $1', [running]);
  const rowsOf = (eventIds: string[]): Promise<object[]> =>
    dataSource.query(
      `SELECT event_id, status, attempts, retries, due_at <= clock_timestamp() AS is_due, held_by
         FROM deliveries WHERE event_id = ANY($1::uuid[]) ORDER BY due_at, event_id`,
      [eventIds],
    );
  const before = await rowsOf([running, dueAlready, ended]);
  const id = await startRecovery(0, undefined, ['pending']);
  await runAll();
  const now = { status: 'pending', attempts: 4, retries: 0, is_due: true, held_by: null };
  assert.deepEqual(
    await rowsOf([first, second]),
    [first, second].map((event_id) => ({ event_id, ...now })),
    'all retries follow, the attempts go on counting, oldest event first',
  );
  assert.deepEqual(await rowsOf([running, dueAlready, ended]), before);
  const [job]: object[] = await dataSource.query('SELECT state, matched, requeued FROM jobs WHERE id = $1', [
    id,
  ]);
  assert.deepEqual(job, { state: 'completed', matched: 2, requeued: 2 });
  const [queue]: object[] = await dataSource.query(
    'SELECT next_due_at <= clock_timestamp() AS is_due FROM webhook_queues WHERE webhook_id = $1',
    [webhook.webhookId],
  );
  assert.deepEqual(queue, { is_due: true });
});

test('a recovery does not wait for retries that are due later', async () => {
  await apply([webhookChanged(ring, webhook, {}, nowMicros())]);
  await runAll();
  await addBacklog(1_000);
  await dataSource.query(
    `UPDATE deliveries SET due_at = clock_timestamp() + interval '1 day' WHERE due_at IS NOT NULL`,
  );
  const old = await store(nowMicros(), failed);
  await startRecovery(0);
  await runAll();
  assert.equal(await statusOf(old), 'pending');
});

test('jobs run round robin over the workspaces: many jobs of one do not delay those of another one', async () => {
  const [many, other] = [newId(), newId()];
  const add = (workspaceId: string): Promise<boolean> =>
    access.transaction((tx) =>
      addJob(tx, {
        ...{ id: newId(), kind: 'skip' as const, workspaceId, webhookId: newId(), revision: 1 },
        ...{ since: 0, until: 0, statuses: [] },
      }),
    );
  for (let number = 0; number < 20; number += 1) await add(many);
  for (let number = 0; number < 3; number += 1) await add(other);
  const order: string[] = [];
  const runner = new JobRunner(
    jobs,
    {
      replan: () => assert.fail('there is none'),
      recovery: () => assert.fail('there is none'),
      skip: async (_, job) => {
        order.push(job.workspaceId);
        return { next: 'completed', position: null, matched: 0, requeued: 0 };
      },
    },
    () => undefined,
    (error) => assert.fail(String(error)),
  );
  runner.start();
  await until('all jobs to end', () => order.length === 23);
  await runner.stop();
  assert.deepEqual(
    order.slice(0, 6).filter((id) => id === other).length,
    3,
    'every second chunk is that of the other workspace',
  );
});

test('a job runs although the clock of the database went back', async () => {
  await apply([webhookChanged(ring, webhook, { enabled: false }, nowMicros())]);
  await dataSource.query(`UPDATE jobs SET run_at = run_at + interval '1 hour'`);
  assert.ok((await runAll()) > 0);
});
