import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type DomainEvent, encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import type { Position } from '../job/job.js';
import { addJob } from '../job/job.store.js';
import { ReplicaStore } from '../replica/replica.store.js';
import { capturedForm, nowMicros } from '../testing.js';
import { type Skipped, skipWaiting } from './backlog.store.js';
import { deliveryOf } from './delivery.js';
import { DeliveryOrderStore } from './delivery-order.store.js';
import { DeliveryStore } from './delivery.store.js';
import { requeue, resend } from './send-again.store.js';
import { DUE_NOW, type EndedAttempt, type EndedState, type WaitingState } from './delivery-state.js';
import { ClaimStore } from './claim.store.js';
import type { StartedDelivery } from './started-delivery.js';
import { WebhookQueueStore } from './webhook-queue.store.js';

let database: TestDatabase;
let dataSource: DataSource;
let queues: WebhookQueueStore;
let claims: ClaimStore;
let deliveries: DeliveryStore;
let order: DeliveryOrderStore;
let replicas: ReplicaStore;
let epoch: number;
let webhookId: string;
let isOrdered: boolean;

const workspaceId = newId();

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', migrations);
  dataSource = await database.open('delivery');
  const access = new Database(dataSource);
  queues = new WebhookQueueStore(access);
  claims = new ClaimStore(access, 60_000, () => null);
  deliveries = new DeliveryStore(access);
  order = new DeliveryOrderStore(access);
  replicas = new ReplicaStore(access);
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

beforeEach(async () => {
  await dataSource.query('TRUNCATE events, deliveries, attempts, webhook_queues, order_gaps, replicas');
  epoch = await replicas.add(60_000);
  webhookId = newId();
  isOrdered = true;
});

function eventOf(conversationId: string, seq: number): DomainEvent {
  const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
  return { ...event, conversation_id: conversationId, conversation_seq: seq };
}

/** Stores an event of a conversation with a delivery to `to`; null: without one. */
async function store(
  conversationId: string,
  seq: number,
  to: string | null = webhookId,
): Promise<DomainEvent> {
  const event = eventOf(conversationId, seq);
  const delivery = deliveryOf(event, {
    webhookId: to ?? webhookId,
    payloadVersion: '2026-05',
    isOrdered,
  });
  const state: WaitingState = DUE_NOW;
  await deliveries.writeNewEvents([
    {
      event,
      payload: Buffer.from(encodeEvent(event)),
      plannedWith: 0,
      deliveries: to === null ? [] : [{ delivery, state }],
    },
  ]);
  return event;
}

const start = async (): Promise<StartedDelivery[]> =>
  (await claims.start(epoch, { webhookIds: [], workspaceIds: [] }, (due) => due.map(() => 10))).started;

const seqsOf = (started: readonly StartedDelivery[]): number[] =>
  started.map(({ event }) => event.conversation_seq);

const DELIVERED: EndedState = { ...DUE_NOW, status: 'delivered', attempts: 1, dueInMs: null };

const ended = (one: StartedDelivery, state: EndedAttempt['state']): EndedAttempt => ({
  workspaceId,
  eventId: one.delivery.eventId,
  webhookId,
  heldBy: epoch,
  startedAttempt: one.attempts + 1,
  orderedConversation: one.delivery.conversationId,
  unusedRateUs: null,
  state,
});

const end = (
  started: readonly StartedDelivery[],
  state: EndedAttempt['state'] = DELIVERED,
): Promise<unknown> => deliveries.writeEnded(started.map((one) => ended(one, state)));

/** Retention has deleted nothing. */
const NONE_DELETED = uuidLowerBound(0);

const passAll = (): Promise<unknown> =>
  dataSource.query(`UPDATE order_gaps SET pass_at = pass_at - interval '15 minutes'`);

test('only the first unfinished delivery of a conversation is due; its end makes the next one due', async () => {
  const conversation = newId();
  for (const seq of [1, 2, 3]) await store(conversation, seq);
  const rows: { waiting: number }[] = await dataSource.query(
    `SELECT count(*)::int AS waiting FROM deliveries WHERE due_at = 'infinity'`,
  );
  assert.equal(rows[0]?.waiting, 2);
  for (const seq of [1, 2, 3]) {
    const started = await start();
    assert.deepEqual(seqsOf(started), [seq]);
    assert.deepEqual(await start(), []);
    await end(started);
  }
  assert.deepEqual(await start(), []);
  assert.equal(await queues.repairMissedWakeUps(), 0);
});

test('the conversations of a webhook do not wait for each other', async () => {
  const [one, other] = [newId(), newId()];
  await store(one, 1);
  await store(one, 2);
  await store(other, 1);
  await store(other, 2);
  const first = await start();
  assert.deepEqual(seqsOf(first), [1, 1]);
  await end(first.filter(({ delivery }) => delivery.conversationId === other));
  const second = await start();
  assert.deepEqual(
    second.map(({ delivery, event }) => [delivery.conversationId, event.conversation_seq]),
    [[other, 2]],
  );
});

test('the conversation waits for the retry of a failure, and goes on after a delivery that failed or was skipped', async () => {
  const conversation = newId();
  for (const seq of [1, 2, 3]) await store(conversation, seq);
  await end(await start(), { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 0 });
  const retried = await start();
  assert.deepEqual([seqsOf(retried), retried[0]?.attempts], [[1], 1]);
  await end(retried, { ...DELIVERED, attempts: 2, status: 'failed' });
  const second = await start();
  assert.deepEqual(seqsOf(second), [2]);
  await end(second, { ...DELIVERED, attempts: 0, status: 'skipped' });
  assert.deepEqual(seqsOf(await start()), [3]);
});

test('events without a delivery to the webhook are no gap', async () => {
  const conversation = newId();
  const other = newId();
  await store(conversation, 1, null);
  await store(conversation, 2);
  await store(conversation, 3, null);
  await store(conversation, 4, other);
  await store(conversation, 5, other);
  await store(conversation, 6);
  const second = (await start()).filter(({ delivery }) => delivery.webhookId === webhookId);
  assert.deepEqual(seqsOf(second), [2]);
  await end(second);
  assert.deepEqual(seqsOf(await start()), [6]);
});

test('a delivery waits for an event that has not come, whether that event has a delivery or not', async () => {
  const [one, other] = [newId(), newId()];
  await store(one, 2);
  await store(other, 2);
  assert.deepEqual(await start(), []);
  assert.deepEqual(await order.checkGaps(NONE_DELETED), { advanced: 0, passed: [] });

  await store(one, 1);
  const first = await start();
  assert.deepEqual(seqsOf(first), [1]);
  await end(first);
  assert.deepEqual(seqsOf(await start()), [2]);

  await store(other, 1, null);
  assert.deepEqual(await order.checkGaps(NONE_DELETED), { advanced: 1, passed: [] });
  assert.deepEqual(seqsOf(await start()), [2]);
  assert.deepEqual(await dataSource.query('SELECT FROM order_gaps'), []);
});

test('a gap that stays is passed and reported once; the late event is sent when it comes', async () => {
  const conversation = newId();
  await store(conversation, 2);
  const { id: eventId } = await store(conversation, 4);
  await passAll();
  const passed = await order.checkGaps(NONE_DELETED);
  assert.deepEqual([passed.advanced, passed.passed.length], [1, 1]);
  const second = await start();
  assert.deepEqual(seqsOf(second), [2]);
  await end(second);
  assert.deepEqual(await start(), [], 'the second gap has a wait of its own');

  await passAll();
  assert.deepEqual(await order.checkGaps(NONE_DELETED), {
    advanced: 1,
    passed: [{ workspaceId, webhookId, conversationId: conversation, eventId }],
  });
  assert.deepEqual(await order.checkGaps(NONE_DELETED), { advanced: 0, passed: [] });
  const fourth = await start();
  assert.deepEqual(seqsOf(fourth), [4]);
  await store(conversation, 1);
  assert.deepEqual(await start(), [], 'the late event waits for the end of the one that runs');
  await end(fourth);
  assert.deepEqual(seqsOf(await start()), [1]);
});

test('a conversation whose first events were deleted by retention waits for 30 s, not for 15 min, and this is no gap', async () => {
  const deletedBefore = uuidLowerBound(Date.now() - 30 * 86_400_000);
  const old = uuidLowerBound(Date.now() - 40 * 86_400_000);
  const young = newId();
  const waits = async (seconds: number): Promise<{ advanced: number; passed: unknown[] }> => {
    await dataSource.query(`UPDATE order_gaps SET pass_at = pass_at - $1 * interval '1 second'`, [seconds]);
    return order.checkGaps(deletedBefore);
  };
  for (const conversationId of [old, young]) for (const seq of [7, 8]) await store(conversationId, seq);
  assert.deepEqual(await waits(25), { advanced: 0, passed: [] });
  assert.deepEqual(await waits(6), { advanced: 1, passed: [] });
  const started = await start();
  assert.deepEqual(seqsOf(started), [7]);
  assert.equal(started[0]?.delivery.conversationId, old);
  await end(started);
  assert.deepEqual(seqsOf(await start()), [8]);
  assert.equal((await waits(15 * 60)).passed.length, 1, 'the young one is passed after 15 min, and reported');
});

test('an event that is missing between stored ones of an old conversation is waited for', async () => {
  const old = uuidLowerBound(Date.now() - 40 * 86_400_000);
  await store(old, 5, null);
  await store(old, 7);
  await dataSource.query(`UPDATE order_gaps SET pass_at = pass_at - interval '1 minute'`);
  const deletedBefore = uuidLowerBound(Date.now() - 30 * 86_400_000);
  assert.deepEqual(await order.checkGaps(deletedBefore), { advanced: 0, passed: [] });
  await store(old, 6);
  assert.equal((await order.checkGaps(deletedBefore)).passed.length, 0);
  assert.deepEqual(seqsOf(await start()), [6]);
});

test('events that are stored without a delivery while a routing change is planned again are waited for', async () => {
  const conversationId = newId();
  const first = await store(conversationId, 1, null);
  const job = { id: newId(), kind: 'replan' as const, workspaceId, webhookId: null, revision: null };
  const access = new Database(dataSource);
  await access.transaction((tx) => addJob(tx, { ...job, since: 0, until: 1, statuses: [] }));
  await store(conversationId, 2);
  assert.deepEqual(await order.checkGaps(NONE_DELETED), { advanced: 0, passed: [] });
  assert.deepEqual(await start(), []);
  await access.transaction(async (tx) => {
    await tx.query('DELETE FROM jobs WHERE id = $1', [job.id]);
    const target = { webhookId, payloadVersion: '2026-05' as const, isOrdered };
    await deliveries.addMissing(tx, [deliveryOf(first, target)]);
  });
  const started = await start();
  assert.deepEqual(seqsOf(started), [1]);
  await end(started);
  assert.deepEqual(seqsOf(await start()), [2]);
});

test('a webhook that no longer keeps an order gets everything that waits, others nothing', async () => {
  const conversation = newId();
  for (const seq of [1, 2, 3]) await store(conversation, seq);
  assert.equal(await order.releaseUnordered(() => false), 0);
  assert.deepEqual(seqsOf(await start()), [1]);
  assert.equal(await order.releaseUnordered((id) => id === webhookId), 2);
  assert.deepEqual(seqsOf(await start()), [2, 3]);
  assert.equal(await order.releaseUnordered((id) => id === webhookId), 0);
});

test('a resend of an ended delivery, or of one that waits for its order, leaves the order', async () => {
  const conversation = newId();
  const events: DomainEvent[] = [];
  for (const seq of [1, 2, 3, 4]) events.push(await store(conversation, seq));
  await end(await start());
  const second = await start();
  const workspaces = new WorkspaceDatabase(new Database(dataSource));
  for (const event of [events[0], events[3]]) {
    const delivery = { eventId: event?.id ?? '', webhookId, workspaceId };
    assert.ok(await workspaces.transaction(workspaceId, (tx) => resend(tx, delivery)));
  }
  assert.deepEqual(seqsOf(await start()), [1, 4]);
  await end(second);
  assert.deepEqual(seqsOf(await start()), [3]);
});

test('deliveries that a recovery makes due again keep their order', async () => {
  const conversation = newId();
  const events: DomainEvent[] = [];
  for (const seq of [1, 2, 3]) {
    events.push(await store(conversation, seq));
    await end(await start(), { ...DELIVERED, status: seq === 2 ? 'delivered' : 'failed' });
  }
  const access = new Database(dataSource);
  const ids = events.map(({ id }) => id);
  const count = await access.transaction((tx) => requeue(tx, { webhookId, workspaceId }, ids, ['failed']));
  assert.equal(count, 2);
  const first = await start();
  assert.deepEqual(seqsOf(first), [1]);
  await end(first);
  assert.deepEqual(seqsOf(await start()), [3]);
});

test('a backlog that is skipped only in part, because the webhook was enabled again, goes on', async () => {
  const [one, other] = [newId(), newId()];
  for (const conversation of [one, other]) for (const seq of [1, 2, 3]) await store(conversation, seq);
  const access = new Database(dataSource);
  let after: Position | null = null;
  for (const expected of [
    [1, 1, 1],
    [1, 1],
  ]) {
    for (const count of expected) {
      const skipped: Skipped = await access.transaction((tx) =>
        skipWaiting(tx, { webhookId, revision: 1 }, after, 1),
      );
      assert.equal(skipped.count, count);
      after = skipped.position;
    }
    const rows: { due: number; waiting: number }[] = await dataSource.query(
      `SELECT count(*) FILTER (WHERE due_at < 'infinity')::int AS due,
              count(*) FILTER (WHERE due_at = 'infinity')::int AS waiting FROM deliveries`,
    );
    assert.deepEqual(rows, expected.length === 3 ? [{ due: 2, waiting: 1 }] : [{ due: 1, waiting: 0 }]);
  }
  assert.deepEqual(seqsOf(await start()), [1]);
});

test('an ordered delivery costs at most one more change of its row than another one', async () => {
  await dataSource.query('CREATE SEQUENCE row_changes');
  await dataSource.query(
    `CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('row_changes'); RETURN NULL; END $$`,
  );
  await dataSource.query(
    'CREATE TRIGGER count_changes AFTER INSERT OR UPDATE OR DELETE ON deliveries FOR EACH ROW EXECUTE FUNCTION count_change()',
  );
  const counts: number[] = [];
  for (const ordered of [false, true]) {
    isOrdered = ordered;
    await dataSource.query(`SELECT setval('row_changes', 1, false)`);
    for (let conversation = 0; conversation < 3; conversation += 1) {
      const id = newId();
      for (const seq of [1, 2, 3, 4]) await store(id, seq);
    }
    let done = 0;
    while (done < 12) {
      const started = await start();
      await end(started);
      done += started.length;
    }
    const [row]: { changes: number }[] = await dataSource.query(
      `SELECT nextval('row_changes')::int - 1 AS changes`,
    );
    counts.push((row?.changes ?? 0) / 12);
  }
  await dataSource.query('DROP TRIGGER count_changes ON deliveries');
  assert.deepEqual(counts, [3, 4]);
});

/** Begins a write on a connection of its own, which holds the lock of the queue until the other writes have begun to wait for it. */
async function whileLocked(...writes: (() => Promise<unknown>)[]): Promise<void> {
  const holder = dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query('SELECT FROM webhook_queues FOR UPDATE');
  const running: Promise<unknown>[] = [];
  for (const write of writes) {
    running.push(write());
    await until('a write that waits for the lock', async () => {
      const [row]: { waiting: number }[] = await dataSource.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%webhook_queues%'`,
      );
      return row?.waiting === running.length;
    });
  }
  await holder.commitTransaction();
  await holder.release();
  await Promise.all(running);
}

test('an event that is stored while the delivery before it ends is started next, in both orders of the two', async () => {
  for (const endsFirst of [true, false]) {
    const conversation = newId();
    await store(conversation, 1);
    const first = await start();
    const writes = [() => end(first), () => store(conversation, 2)];
    await whileLocked(...(endsFirst ? writes : writes.toReversed()));
    const second = await start();
    assert.deepEqual(seqsOf(second), [2]);
    await end(second);
  }
});

test('two events of a conversation that are stored at the same time start in their order', async () => {
  const other = newId();
  await store(other, 1);
  await end(await start());
  for (const seqs of [
    [1, 2],
    [2, 1],
  ]) {
    const conversation = newId();
    await whileLocked(...seqs.map((seq) => () => store(conversation, seq)));
    await order.checkGaps(NONE_DELETED);
    const first = await start();
    assert.deepEqual(seqsOf(first), [1]);
    await end(first);
    const second = await start();
    assert.deepEqual(seqsOf(second), [2]);
    await end(second);
  }
});

test('with many writers every conversation starts completely and in order, one delivery at a time', async () => {
  const conversations = Array.from({ length: 6 }, () => newId());
  const count = 8;
  const writes = conversations.flatMap((conversation) =>
    Array.from({ length: count }, (_, index) => ({ conversation, seq: index + 1 })),
  );
  // Neighbours are swapped, so that some events come before the one that precedes them.
  const shuffled = writes.flatMap((_, index) => writes[index % 2 === 0 ? index + 1 : index - 1] ?? []);
  const seen = new Map<string, number[]>();
  const running = new Set<string>();
  let earlier: StartedDelivery[] = [];
  const storing = (async () => {
    for (let from = 0; from < shuffled.length; from += 5)
      await Promise.all(
        shuffled.slice(from, from + 5).map(({ conversation, seq }) => store(conversation, seq)),
      );
  })();
  await until('all deliveries', async () => {
    await order.checkGaps(NONE_DELETED);
    const started = await start();
    for (const { delivery, event } of started) {
      assert.ok(!running.has(delivery.conversationId), 'two deliveries of a conversation run');
      running.add(delivery.conversationId);
      seen.set(delivery.conversationId, [
        ...(seen.get(delivery.conversationId) ?? []),
        event.conversation_seq,
      ]);
    }
    // The deliveries of the claim before end only now, so that claims fall between the start and the end of a delivery.
    for (const { delivery } of earlier) running.delete(delivery.conversationId);
    await end(earlier);
    earlier = started;
    return earlier.length === 0 && [...seen.values()].flat().length === writes.length;
  });
  await storing;
  const inOrder = Array.from({ length: count }, (_, index) => index + 1);
  for (const conversation of conversations) assert.deepEqual(seen.get(conversation), inOrder);
  assert.equal(await queues.repairMissedWakeUps(), 0);
});
