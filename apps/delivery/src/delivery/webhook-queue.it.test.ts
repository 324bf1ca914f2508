import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { ReplicaStore } from '../replica/replica.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { capturedForm, newWebhook, nowMicros, webhookChanged } from '../testing.js';
import type { AttemptResult } from './attempt-result.js';
import { deliveryOf } from './delivery.js';
import { DeliveryStore } from './delivery.store.js';
import { DUE_NOW, type EndedAttempt } from './delivery-state.js';
import { ClaimStore, type Excluded } from './claim.store.js';
import type { StartedDelivery } from './started-delivery.js';
import { resend } from './send-again.store.js';
import { WebhookQueueStore } from './webhook-queue.store.js';

const ring = KeyRing.parse(`k1:${Buffer.alloc(32, 7).toString('base64')}`);

let database: TestDatabase;
let dataSource: DataSource;
let queues: WebhookQueueStore;
let claims: ClaimStore;
let deliveries: DeliveryStore;
let replicas: ReplicaStore;
let epoch: number;
/** Microseconds between two attempts, of webhooks with a rate limit. */
const rates = new Map<string, number>();

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', migrations);
  dataSource = await database.open('delivery');
  const access = new Database(dataSource);
  queues = new WebhookQueueStore(access);
  claims = new ClaimStore(access, 60_000, (webhookId) => rates.get(webhookId) ?? null);
  deliveries = new DeliveryStore(access);
  replicas = new ReplicaStore(access);
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

beforeEach(async () => {
  await dataSource.query('TRUNCATE events, deliveries, attempts, webhook_queues, replicas');
  epoch = await replicas.add(60_000);
});

interface Options {
  workspaceId?: string;
  dueInMs?: number;
  count?: number;
}

/** Stores deliveries that wait, each with an event of its own; returns the ids of the events in the order of their due times. */
async function enqueued(webhookId: string, options: Options = {}): Promise<string[]> {
  const { workspaceId = newId(), dueInMs = 0, count = 1 } = options;
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
    const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
    const payload = Buffer.from(encodeEvent(event));
    await deliveries.writeNewEvents([
      { event, payload, plannedWith: 0, deliveries: [{ delivery, state: { ...DUE_NOW, dueInMs } }] },
    ]);
    ids.push(event.id);
  }
  return ids;
}

const NOTHING: Excluded = { webhookIds: [], workspaceIds: [] };

const start = async (limit: number, excluded: Excluded = NOTHING): Promise<StartedDelivery[]> =>
  (await claims.start(epoch, excluded, (due) => due.map(() => limit))).started;

const eventIds = (started: readonly StartedDelivery[]): string[] =>
  started.map(({ delivery }) => delivery.eventId);

function ended({ delivery, attempts }: StartedDelivery, state: EndedAttempt['state']): EndedAttempt {
  const { workspaceId, eventId, webhookId } = delivery;
  return {
    workspaceId,
    eventId,
    webhookId,
    heldBy: epoch,
    startedAttempt: attempts + 1,
    orderedConversation: delivery.orderSeq === null ? null : delivery.conversationId,
    unusedRateUs: null,
    state,
  };
}

test('a queue is started from its beginning, each delivery once', async () => {
  const webhook = newId();
  const ids = await enqueued(webhook, { count: 5 });
  assert.deepEqual(eventIds(await start(2)), ids.slice(0, 2));
  assert.deepEqual(eventIds(await start(2)), ids.slice(2, 4));
  assert.deepEqual(eventIds(await start(2)), ids.slice(4));
  assert.deepEqual(await start(2), []);
});

test('a delivery that is not due waits, and its queue is not due before', async () => {
  const webhook = newId();
  await enqueued(webhook, { dueInMs: 3_600_000 });
  assert.deepEqual(await start(10), []);
  const [queue]: { later: boolean }[] = await dataSource.query(
    `SELECT next_due_at > clock_timestamp() + interval '59 minutes' AS later FROM webhook_queues`,
  );
  assert.equal(queue?.later, true);
});

test('a delivery that joins while others run is started next', async () => {
  const webhook = newId();
  await enqueued(webhook, { count: 3 });
  assert.equal((await start(10)).length, 3);
  const later = await enqueued(webhook);
  assert.deepEqual(eventIds(await start(10)), later);
});

test('a retry is started when it is due, with its counts', async () => {
  const webhook = newId();
  await enqueued(webhook);
  const [first] = await start(1);
  assert.ok(first);
  await deliveries.writeEnded([ended(first, { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 0 })]);
  const [second] = await start(1);
  assert.deepEqual([second?.attempts, second?.retries], [1, 1]);
});

test('excluded webhooks get nothing, and do not count as late', async () => {
  const [blocked, free] = [newId(), newId()];
  await enqueued(blocked);
  const ids = await enqueued(free);
  const excluded = { webhookIds: [blocked], workspaceIds: [] };
  assert.ok((await queues.oldestDueAgeSeconds(NOTHING)) > 0);
  assert.deepEqual(eventIds(await start(10, excluded)), ids);
  assert.equal(await queues.oldestDueAgeSeconds(excluded), 0);
});

test('the queues of one workspace do not push those of another one aside', async () => {
  const large = newId();
  for (let number = 0; number < 100; number += 1) await enqueued(newId(), { workspaceId: large });
  const other = newId();
  const [id] = await enqueued(other);
  assert.ok(id !== undefined && eventIds(await start(1)).includes(id));
});

test('nothing is started with a lease that has ended', async () => {
  await enqueued(newId());
  await replicas.giveBack(epoch);
  await replicas.deleteEnded(false);
  assert.deepEqual(await start(10), []);
});

test('what a dead replica has started is released, and only that', async () => {
  const [webhook, running] = [newId(), newId()];
  await enqueued(webhook);
  const [abandoned] = await start(1);
  const alive = await replicas.add(60_000);
  await enqueued(running);
  await claims.start(alive, NOTHING, (ids) => ids.map(() => 1));
  assert.equal(await queues.takeOver(), 0);
  await replicas.giveBack(epoch);
  await replicas.deleteEnded(false);
  assert.equal(await queues.takeOver(), 1);
  epoch = await replicas.add(60_000);
  const [again] = await start(10);
  assert.equal(again?.delivery.eventId, abandoned?.delivery.eventId);
  assert.equal(again?.attempts, 1);
});

/** A transaction that stops before its commit until `commit` is called. */
async function pausedEnqueue(webhookId: string): Promise<() => Promise<string>> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  await runner.startTransaction();
  const event = capturedForm(newId(), newId(), nowMicros(), newId());
  const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
  const query = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    runner.query(sql, [...parameters]);
  await query(
    `INSERT INTO events (event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, committed_at, payload)
     VALUES ($1, $2, $3, $1, 1, $1, 1, $4)`,
    [event.id, event.workspace_id, event.type, Buffer.from(encodeEvent(event))],
  );
  await deliveries.addMissing(
    {
      manager: runner.manager,
      query,
      clock: () => Promise.reject(new Error('not used')),
      afterCommit: () => undefined,
      beforeReturn: () => undefined,
    },
    [delivery],
  );
  return async () => {
    await runner.commitTransaction();
    await runner.release();
    return event.id;
  };
}

test('a delivery that is enqueued during a claim is not missed, in any order of the two commits', async () => {
  const webhook = newId();
  await enqueued(webhook);
  const commit = await pausedEnqueue(webhook);
  // The queue is locked by the transaction that enqueues, so the claim leaves it alone.
  assert.deepEqual(await start(10), []);
  const id = await commit();
  assert.ok(eventIds(await start(10)).includes(id));

  let waiting: Promise<() => Promise<string>> | undefined;
  const first = await enqueued(webhook);
  const { started } = await claims.start(epoch, NOTHING, (ids) => {
    // The claim holds the lock now: this transaction waits for it.
    waiting = pausedEnqueue(webhook);
    return ids.map(() => 10);
  });
  assert.deepEqual(eventIds(started), first);
  assert.ok(waiting);
  const second = await (await waiting)();
  assert.deepEqual(eventIds(await start(10)), [second]);
  assert.equal(await queues.repairMissedWakeUps(), 0);
});

test('two claims at the same time start each delivery once', async () => {
  const webhooks = Array.from({ length: 20 }, () => newId());
  const ids = (await Promise.all(webhooks.map((webhook) => enqueued(webhook, { count: 10 })))).flat();
  const other = await replicas.add(60_000);
  const started: string[] = [];
  for (let round = 0; round < 20 && started.length < ids.length; round += 1) {
    const both = await Promise.all(
      [epoch, other].map((holder) => claims.start(holder, NOTHING, (given) => given.map(() => 3))),
    );
    started.push(...both.flatMap((claim) => eventIds(claim.started)));
  }
  assert.deepEqual([...started].sort(), [...ids].sort());
  assert.equal(await queues.repairMissedWakeUps(), 0);
});

test('a queue that missed a wake-up is found and repaired', async () => {
  const webhook = newId();
  const ids = await enqueued(webhook);
  await dataSource.query('UPDATE webhook_queues SET next_due_at = NULL');
  assert.deepEqual(await start(10), []);
  assert.equal(await queues.repairMissedWakeUps(), 1);
  assert.deepEqual(eventIds(await start(10)), ids);
});

/** The queue's rate limit as if it was `ms` milliseconds later. */
const passTime = (ms: number): Promise<unknown> =>
  dataSource.query(
    `UPDATE webhook_queues SET rate_resumes_at = rate_resumes_at - $1 * interval '1 millisecond',
                               next_due_at = next_due_at - $1 * interval '1 millisecond'`,
    [ms],
  );

test('two replicas together start the attempts of a webhook at its rate limit', async () => {
  const webhook = newId();
  rates.set(webhook, 100_000);
  const ids = await enqueued(webhook, { count: 40 });
  const access = new Database(dataSource);
  const other = new ClaimStore(access, 60_000, (webhookId) => rates.get(webhookId) ?? null);
  const holders = [epoch, await replicas.add(60_000)];
  const started: string[] = [];
  const startedAt = performance.now();
  // One second of claims in turn, each 20 ms after the one before.
  for (let claim = 0; claim < 50; claim += 1) {
    const store = claim % 2 === 0 ? claims : other;
    const { started: now } = await store.start(holders[claim % 2] ?? 0, NOTHING, (due) => due.map(() => 10));
    started.push(...eventIds(now));
    await passTime(20);
  }
  assert.deepEqual(started, ids.slice(0, started.length));
  const [row]: { seconds: number }[] = await dataSource.query(
    `SELECT extract(epoch FROM rate_resumes_at - clock_timestamp())::float8 AS seconds FROM webhook_queues`,
  );
  // The time that the test itself took counts, too. The tolerance allows one attempt more.
  const most = (1_000 + performance.now() - startedAt) / 100 + 2;
  assert.ok(started.length >= 10 && started.length <= most, `${started.length} attempts, at most ${most}`);
  assert.ok((row?.seconds ?? 1) <= 0.15, 'the queue is due again after one interval and the tolerance');
  assert.equal(await queues.repairMissedWakeUps(), 0);
});

test('a queue with a rate limit is due again when the limit allows it, whatever joins it', async () => {
  const webhook = newId();
  rates.set(webhook, 60_000_000);
  await enqueued(webhook, { count: 2 });
  assert.equal((await start(10)).length, 1);
  await enqueued(webhook);
  const [queue]: { seconds: number }[] = await dataSource.query(
    `SELECT extract(epoch FROM next_due_at - clock_timestamp())::float8 AS seconds FROM webhook_queues`,
  );
  assert.ok(queue && queue.seconds > 55 && queue.seconds < 60, `due in ${queue?.seconds} s`);
  assert.deepEqual(await start(10), []);
  assert.equal(await queues.oldestDueAgeSeconds(NOTHING), 0);
  assert.equal(await queues.repairMissedWakeUps(), 0);
  await passTime(60_000);
  assert.equal((await start(10)).length, 1);
});

test('a queue whose rate limit was removed continues without it', async () => {
  const webhook = newId();
  rates.set(webhook, 60_000_000);
  await enqueued(webhook, { count: 5 });
  assert.equal((await start(10)).length, 1);
  rates.delete(webhook);
  await passTime(60_000);
  assert.equal((await start(10)).length, 4);
  const [queue]: { rate_resumes_at: Date | null }[] = await dataSource.query(
    `SELECT rate_resumes_at FROM webhook_queues`,
  );
  assert.equal(queue?.rate_resumes_at, null);
});

test('a queue does not stall when the clock of the database goes back', async () => {
  const webhook = newId();
  const ids = await enqueued(webhook, { count: 3 });
  const [retried, running] = await start(2);
  assert.ok(retried && running);
  await deliveries.writeEnded([ended(retried, { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 600_000 })]);
  assert.equal(await queues.followClockBack(), 0);
  // What is stored is an hour ahead of the clock, as after the clock went back.
  await dataSource.query(`UPDATE deliveries SET due_at = due_at + interval '1 hour'`);
  await dataSource.query(
    `UPDATE webhook_queues SET cursor_due_at = cursor_due_at + interval '1 hour', next_due_at = next_due_at + interval '1 hour',
                               served_at = served_at + interval '1 hour'`,
  );
  const later = await enqueued(webhook);
  assert.deepEqual(await start(10), [], 'nothing behind the cursor is due');
  assert.equal(await queues.followClockBack(), 1);
  assert.equal(await queues.followClockBack(), 0);
  const startedNow = eventIds(await start(10)).sort();
  assert.deepEqual(startedNow, [ids[2], ...later].sort(), 'neither what runs nor the retry');
  const [row]: { seconds: number }[] = await dataSource.query(
    `SELECT extract(epoch FROM due_at - clock_timestamp())::float8 AS seconds FROM deliveries WHERE event_id = $1`,
    [retried.delivery.eventId],
  );
  assert.ok(row && row.seconds > 550 && row.seconds < 650, `the retry is due in ${row?.seconds} s`);
  await replicas.giveBack(epoch);
  await replicas.deleteEnded(false);
  assert.equal(await queues.takeOver(), 3, 'what ran is taken over as before');
  assert.equal(await queues.repairMissedWakeUps(), 0);
});

test('the queue of a deleted webhook is deleted when nothing of it is unfinished, that of another one is not', async () => {
  const [gone, busy, alive] = [newWebhook('https://x.example'), newWebhook('https://x.example'), newId()];
  const routing = new RoutingStore(new Database(dataSource));
  for (const webhook of [gone, busy]) {
    const change = webhookChanged(ring, webhook, { deleted: true }, nowMicros());
    await routing.apply([change], () => Promise.resolve());
  }
  for (const webhookId of [gone.webhookId, busy.webhookId, alive]) await enqueued(webhookId);
  const started = await start(1);
  assert.equal(started.length, 3);
  const ends = started.filter(({ delivery }) => delivery.webhookId !== busy.webhookId);
  await deliveries.writeEnded(
    ends.map((one) => ended(one, { ...DUE_NOW, status: 'delivered', dueInMs: null })),
  );
  assert.equal(await queues.deleteOfDeletedWebhooks(), 1);
  const left: { webhook_id: string }[] = await dataSource.query('SELECT webhook_id FROM webhook_queues');
  assert.deepEqual(left.map(({ webhook_id }) => webhook_id).sort(), [busy.webhookId, alive].sort());
  // A delivery that is enqueued while the deletion waits for the row keeps it.
  await deliveries.writeEnded(
    started
      .filter(({ delivery }) => delivery.webhookId === busy.webhookId)
      .map((one) => ended(one, { ...DUE_NOW, status: 'skipped', dueInMs: null })),
  );
  const commit = await pausedEnqueue(busy.webhookId);
  const deleting = queues.deleteOfDeletedWebhooks();
  const id = await commit();
  assert.equal(await deleting, 0);
  assert.deepEqual(eventIds(await start(10)), [id]);
});

test('an attempt that sent nothing gives its time of the rate limit back', async () => {
  const webhook = newId();
  rates.set(webhook, 60_000_000);
  await enqueued(webhook, { count: 2 });
  const [deferred] = await start(10);
  assert.ok(deferred);
  assert.equal(deferred.rateIntervalUs, 60_000_000);
  assert.deepEqual(await start(10), []);
  await deliveries.writeEnded([{ ...ended(deferred, DUE_NOW), unusedRateUs: deferred.rateIntervalUs }]);
  await passTime(60);
  const next = await start(10);
  assert.equal(next.length, 1);
  await passTime(1_000);
  assert.deepEqual(await start(10), [], 'one attempt in a minute, as before');
  assert.equal(await queues.repairMissedWakeUps(), 0);
});

const madeAttempt = (outcome: AttemptResult['outcome']): AttemptResult => ({
  outcome,
  statusCode: null,
  detail: null,
  excerpt: null,
  retryAfterMs: null,
  command: null,
  startedAt: new Date(),
  durationMs: 1,
  timing: null,
  headers: null,
});

test('a result that comes after the delivery was taken over does not count, and is returned', async () => {
  await enqueued(newId());
  const [first] = await start(1);
  assert.ok(first);
  const late = ended(first, { ...DUE_NOW, attempts: 1, attempt: madeAttempt('endpoint_error') });
  await replicas.giveBack(epoch);
  await replicas.deleteEnded(false);
  assert.equal(await queues.takeOver(), 1);
  epoch = await replicas.add(60_000);
  const [second] = await start(1);
  assert.ok(second);
  assert.deepEqual(await deliveries.writeEnded([late]), [late]);
  const failed = ended(second, { ...late.state, status: 'failed', dueInMs: null, attempts: 2 });
  assert.deepEqual(await deliveries.writeEnded([failed]), []);
  assert.deepEqual(await deliveries.writeEnded([failed]), [failed], 'it has ended');
  const attempts: unknown[] = await dataSource.query('SELECT attempt FROM attempts ORDER BY attempt');
  assert.deepEqual(attempts, [{ attempt: 1 }, { attempt: 2 }], 'the attempt is stored in any case');
});

test('an event that was stored before is not added again', async () => {
  const event = capturedForm(newId(), newId(), nowMicros(), newId());
  const delivery = deliveryOf(event, { webhookId: newId(), payloadVersion: '2026-05' });
  const payload = Buffer.from(encodeEvent(event));
  const record = { event, payload, plannedWith: 0, deliveries: [{ delivery, state: DUE_NOW }] };
  const other = capturedForm(newId(), newId(), nowMicros(), newId());
  const unrouted = { ...record, event: other, deliveries: [] };
  assert.deepEqual((await deliveries.writeNewEvents([record])).added, [record]);
  assert.deepEqual((await deliveries.writeNewEvents([record, unrouted])).added, [unrouted]);
});

test('internal errors are counted since the schedule began; attempts without a result are none', async () => {
  const webhookId = newId();
  const workspaceId = newId();
  const [eventId = ''] = await enqueued(webhookId, { workspaceId });
  const fail = async (outcome: AttemptResult['outcome'], attempts: number): Promise<number> => {
    const [started] = await start(1);
    assert.ok(started);
    await deliveries.writeEnded([
      ended(started, { ...DUE_NOW, attempts, attempt: madeAttempt(outcome), bodyHash: null }),
    ]);
    return started.internalErrors;
  };
  assert.equal(await fail('internal_error', 1), 0);
  assert.equal(await fail('internal_error', 2), 1);
  assert.equal(await fail('endpoint_error', 3), 2);
  await start(1);
  await replicas.giveBack(epoch);
  await replicas.deleteEnded(false);
  assert.equal(await queues.takeOver(), 1);
  epoch = await replicas.add(60_000);
  assert.equal(await fail('internal_error', 5), 2);
  await new Database(dataSource).transaction((tx) => resend(tx, { eventId, webhookId, workspaceId }));
  assert.equal(await fail('internal_error', 6), 0);
});

test('the oldest event of a queue rises to that of its oldest unfinished delivery', async () => {
  const webhook = newId();
  const ids = await enqueued(webhook, { count: 3, dueInMs: 60_000 });
  const oldest = async (): Promise<string | undefined> => {
    const [row]: { oldest_event_id: string }[] = await dataSource.query(
      'SELECT oldest_event_id FROM webhook_queues',
    );
    return row?.oldest_event_id;
  };
  await dataSource.query(
    `UPDATE webhook_queues SET oldest_event_id = '00000000-0000-7000-8000-000000000000'`,
  );
  await queues.raiseOldestEvents(ids[2] ?? '');
  assert.equal(await oldest(), ids[0]);
  await dataSource.query(`UPDATE deliveries SET due_at = NULL, status = 'delivered'`);
  await queues.raiseOldestEvents(ids[2] ?? '');
  assert.equal(await oldest(), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  const [later] = await enqueued(webhook);
  assert.equal(await oldest(), later);
});
