import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { until } from '@flowforge/testing/until';
import { capturedForm, newWebhook, nowMicros, webhookChanged } from '../testing.js';
import { deliveryOf } from './delivery.js';
import { DUE_NOW } from './delivery-state.js';
import { eventIds, NOTHING, TestQueues } from './webhook-queues.testing.js';

const ring = KeyRing.parse(`k1:${Buffer.alloc(32, 7).toString('base64')}`);

let fixture: TestQueues;

before(async () => {
  fixture = await TestQueues.start();
});

after(() => fixture.stop());

beforeEach(() => fixture.reset());

test('a queue is started from its beginning, each delivery once', async () => {
  const webhook = newId();
  const ids = await fixture.enqueued(webhook, { count: 5 });
  assert.deepEqual(eventIds(await fixture.start(2)), ids.slice(0, 2));
  assert.deepEqual(eventIds(await fixture.start(2)), ids.slice(2, 4));
  assert.deepEqual(eventIds(await fixture.start(2)), ids.slice(4));
  assert.deepEqual(await fixture.start(2), []);
});

test('a delivery that is not due waits, and its queue is not due before', async () => {
  const webhook = newId();
  await fixture.enqueued(webhook, { dueInMs: 3_600_000 });
  assert.deepEqual(await fixture.start(10), []);
  const [queue]: { later: boolean }[] = await fixture.dataSource.query(
    `SELECT next_due_at > clock_timestamp() + interval '59 minutes' AS later FROM webhook_queues`,
  );
  assert.equal(queue?.later, true);
});

test('a delivery that joins while others run is started next', async () => {
  const webhook = newId();
  await fixture.enqueued(webhook, { count: 3 });
  assert.equal((await fixture.start(10)).length, 3);
  const later = await fixture.enqueued(webhook);
  assert.deepEqual(eventIds(await fixture.start(10)), later);
});

test('a retry is started when it is due, with its counts', async () => {
  const webhook = newId();
  await fixture.enqueued(webhook);
  const [first] = await fixture.start(1);
  assert.ok(first);
  await fixture.deliveries.writeEnded([
    fixture.ended(first, { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 0 }),
  ]);
  const [second] = await fixture.start(1);
  assert.deepEqual([second?.attempts, second?.retries], [1, 1]);
});

test('excluded webhooks get nothing, and do not count as late', async () => {
  const [blocked, free] = [newId(), newId()];
  await fixture.enqueued(blocked);
  const ids = await fixture.enqueued(free);
  const excluded = { webhookIds: [blocked], workspaceIds: [] };
  assert.ok((await fixture.queues.oldestDueAgeSeconds(NOTHING)) > 0);
  assert.deepEqual(eventIds(await fixture.start(10, excluded)), ids);
  assert.equal(await fixture.queues.oldestDueAgeSeconds(excluded), 0);
});

test('the queues of one workspace do not push those of another one aside', async () => {
  const large = newId();
  for (let number = 0; number < 100; number += 1) await fixture.enqueued(newId(), { workspaceId: large });
  const other = newId();
  const [id] = await fixture.enqueued(other);
  assert.ok(id !== undefined && eventIds(await fixture.start(1)).includes(id));
});

test('nothing is started with a lease that has ended', async () => {
  await fixture.enqueued(newId());
  await fixture.replicas.giveBack(fixture.epoch);
  await fixture.replicas.deleteEnded(false);
  assert.deepEqual(await fixture.start(10), []);
});

test('what a dead replica has started is released, and only that', async () => {
  const [webhook, running] = [newId(), newId()];
  await fixture.enqueued(webhook);
  const [abandoned] = await fixture.start(1);
  const alive = await fixture.replicas.add(60_000);
  await fixture.enqueued(running);
  await fixture.claims.start(alive, NOTHING, (ids) => ids.map(() => 1));
  assert.equal(await fixture.held.takeOver(), 0);
  await fixture.replicas.giveBack(fixture.epoch);
  await fixture.replicas.deleteEnded(false);
  assert.equal(await fixture.held.takeOver(), 1);
  fixture.epoch = await fixture.replicas.add(60_000);
  const [again] = await fixture.start(10);
  assert.equal(again?.delivery.eventId, abandoned?.delivery.eventId);
  assert.equal(again?.attempts, 1);
});

/** A transaction that stops before its commit until `commit` is called. */
async function pausedEnqueue(webhookId: string): Promise<() => Promise<string>> {
  const runner = fixture.dataSource.createQueryRunner();
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
  await fixture.deliveries.addMissing(
    {
      manager: runner.manager,
      query,
      queryPrepared: ({ text }, parameters) => query(text, parameters),
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
  await fixture.enqueued(webhook);
  const commit = await pausedEnqueue(webhook);
  // The queue is locked by the transaction that enqueues, so the claim leaves it alone.
  assert.deepEqual(await fixture.start(10), []);
  const id = await commit();
  assert.ok(eventIds(await fixture.start(10)).includes(id));

  let waiting: Promise<() => Promise<string>> | undefined;
  const first = await fixture.enqueued(webhook);
  const { started } = await fixture.claims.start(fixture.epoch, NOTHING, (ids) => {
    // The claim holds the lock now: this transaction waits for it.
    waiting = pausedEnqueue(webhook);
    return ids.map(() => 10);
  });
  assert.deepEqual(eventIds(started), first);
  assert.ok(waiting);
  const second = await (await waiting)();
  assert.deepEqual(eventIds(await fixture.start(10)), [second]);
  assert.equal(await fixture.queues.repairMissedWakeUps(), 0);
});

test('two claims at the same time start each delivery once', async () => {
  const webhooks = Array.from({ length: 20 }, () => newId());
  const ids = (await Promise.all(webhooks.map((webhook) => fixture.enqueued(webhook, { count: 10 })))).flat();
  const other = await fixture.replicas.add(60_000);
  const started: string[] = [];
  for (let round = 0; round < 20 && started.length < ids.length; round += 1) {
    const both = await Promise.all(
      [fixture.epoch, other].map((holder) =>
        fixture.claims.start(holder, NOTHING, (due) => due.map(() => 3)),
      ),
    );
    started.push(...both.flatMap((claim) => eventIds(claim.started)));
  }
  assert.deepEqual([...started].sort(), [...ids].sort());
  assert.equal(await fixture.queues.repairMissedWakeUps(), 0);
});

test('a queue that missed a wake-up is found and repaired', async () => {
  const webhook = newId();
  const ids = await fixture.enqueued(webhook);
  await fixture.dataSource.query('UPDATE webhook_queues SET next_due_at = NULL');
  assert.deepEqual(await fixture.start(10), []);
  assert.equal(await fixture.queues.repairMissedWakeUps(), 1);
  assert.deepEqual(eventIds(await fixture.start(10)), ids);
});

test('the repair of missed wake-ups locks queues in the order of their ids, so it blocks no other writer', async () => {
  const [low = '', high = ''] = [newId(), newId()].sort();
  for (const webhook of [high, low]) await fixture.enqueued(webhook);
  await fixture.dataSource.query('UPDATE webhook_queues SET next_due_at = NULL');
  const other = fixture.dataSource.createQueryRunner();
  await other.startTransaction();
  try {
    const lock = (webhook: string): Promise<unknown> =>
      other.query('SELECT FROM webhook_queues WHERE webhook_id = $1 FOR UPDATE', [webhook]);
    await lock(low);
    const repair = fixture.queues.repairMissedWakeUps();
    await until('the repair to wait for the lock', async () => {
      const [row]: { waiting: number }[] = await fixture.dataSource.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return row?.waiting === 1;
    });
    await lock(high);
    await other.commitTransaction();
    assert.equal(await repair, 2);
  } finally {
    if (other.isTransactionActive) await other.rollbackTransaction();
    await other.release();
  }
});

test('a queue does not stall when the clock of the database goes back', async () => {
  const webhook = newId();
  const ids = await fixture.enqueued(webhook, { count: 3 });
  const [retried, running] = await fixture.start(2);
  assert.ok(retried && running);
  await fixture.deliveries.writeEnded([
    fixture.ended(retried, { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 600_000 }),
  ]);
  assert.equal(await fixture.queues.followClockBack(), 0);
  // What is stored is an hour ahead of the clock, as after the clock went back.
  await fixture.dataSource.query(`UPDATE deliveries SET due_at = due_at + interval '1 hour'`);
  await fixture.dataSource.query(
    `UPDATE webhook_queues SET cursor_due_at = cursor_due_at + interval '1 hour', next_due_at = next_due_at + interval '1 hour',
                               served_at = served_at + interval '1 hour'`,
  );
  const later = await fixture.enqueued(webhook);
  assert.deepEqual(await fixture.start(10), [], 'nothing behind the cursor is due');
  assert.equal(await fixture.queues.followClockBack(), 1);
  assert.equal(await fixture.queues.followClockBack(), 0);
  const startedNow = eventIds(await fixture.start(10)).sort();
  assert.deepEqual(startedNow, [ids[2], ...later].sort(), 'neither what runs nor the retry');
  const [row]: { seconds: number }[] = await fixture.dataSource.query(
    `SELECT extract(epoch FROM due_at - clock_timestamp())::float8 AS seconds FROM deliveries WHERE event_id = $1`,
    [retried.delivery.eventId],
  );
  assert.ok(row && row.seconds > 550 && row.seconds < 650, `the retry is due in ${row?.seconds} s`);
  await fixture.replicas.giveBack(fixture.epoch);
  await fixture.replicas.deleteEnded(false);
  assert.equal(await fixture.held.takeOver(), 3, 'what ran is taken over as before');
  assert.equal(await fixture.queues.repairMissedWakeUps(), 0);
});

test('the queue of a deleted webhook is deleted when nothing of it is unfinished, that of another one is not', async () => {
  const [gone, busy, alive] = [newWebhook('https://x.example'), newWebhook('https://x.example'), newId()];
  for (const webhook of [gone, busy]) {
    const change = webhookChanged(ring, webhook, { deleted: true }, nowMicros());
    await fixture.routing.apply([change], () => Promise.resolve());
  }
  for (const webhookId of [gone.webhookId, busy.webhookId, alive]) await fixture.enqueued(webhookId);
  const started = await fixture.start(1);
  assert.equal(started.length, 3);
  const ends = started.filter(({ delivery }) => delivery.webhookId !== busy.webhookId);
  await fixture.deliveries.writeEnded(
    ends.map((one) => fixture.ended(one, { ...DUE_NOW, status: 'delivered', dueInMs: null })),
  );
  assert.equal(await fixture.queues.deleteOfDeletedWebhooks(), 1);
  const left: { webhook_id: string }[] = await fixture.dataSource.query(
    'SELECT webhook_id FROM webhook_queues',
  );
  assert.deepEqual(left.map(({ webhook_id }) => webhook_id).sort(), [busy.webhookId, alive].sort());
  // A delivery that is enqueued while the deletion waits for the row keeps it.
  await fixture.deliveries.writeEnded(
    started
      .filter(({ delivery }) => delivery.webhookId === busy.webhookId)
      .map((one) => fixture.ended(one, { ...DUE_NOW, status: 'skipped', dueInMs: null })),
  );
  const commit = await pausedEnqueue(busy.webhookId);
  const deleting = fixture.queues.deleteOfDeletedWebhooks();
  const id = await commit();
  assert.equal(await deleting, 0);
  assert.deepEqual(eventIds(await fixture.start(10)), [id]);
});
