import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type DomainEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { Position } from '../job/job.js';
import { type Skipped, skipWaiting } from './backlog.store.js';
import { DUE_NOW } from './delivery-state.js';
import { DELIVERED, OrderedQueue, seqsOf, webhookId, workspaceId } from './ordered-queue.testing.js';
import { requeue, resend } from './send-again.store.js';

let queue: OrderedQueue;
before(async () => {
  queue = await OrderedQueue.start();
});
after(() => queue.stop());
beforeEach(() => queue.reset());

test('only the first unfinished delivery of a conversation is due; its end makes the next one due', async () => {
  const conversation = newId();
  for (const seq of [1, 2, 3]) await queue.store(conversation, seq);
  const rows: { waiting: number }[] = await queue.dataSource.query(
    `SELECT count(*)::int AS waiting FROM deliveries WHERE due_at = 'infinity'`,
  );
  assert.equal(rows[0]?.waiting, 2);
  for (const seq of [1, 2, 3]) {
    const started = await queue.startDue();
    assert.deepEqual(seqsOf(started), [seq]);
    assert.deepEqual(await queue.startDue(), []);
    await queue.end(started);
  }
  assert.deepEqual(await queue.startDue(), []);
  assert.equal(await queue.queues.repairMissedWakeUps(), 0);
});

test('the conversations of a webhook do not wait for each other', async () => {
  const [one, other] = [newId(), newId()];
  await queue.store(one, 1);
  await queue.store(one, 2);
  await queue.store(other, 1);
  await queue.store(other, 2);
  const first = await queue.startDue();
  assert.deepEqual(seqsOf(first), [1, 1]);
  await queue.end(first.filter(({ delivery }) => delivery.conversationId === other));
  const second = await queue.startDue();
  assert.deepEqual(
    second.map(({ delivery, event }) => [delivery.conversationId, event.conversation_seq]),
    [[other, 2]],
  );
});

test('the conversation waits for the retry of a failure, and goes on after a delivery that failed or was skipped', async () => {
  const conversation = newId();
  for (const seq of [1, 2, 3]) await queue.store(conversation, seq);
  await queue.end(await queue.startDue(), { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 0 });
  const retried = await queue.startDue();
  assert.deepEqual([seqsOf(retried), retried[0]?.attempts], [[1], 1]);
  await queue.end(retried, { ...DELIVERED, attempts: 2, status: 'failed' });
  const second = await queue.startDue();
  assert.deepEqual(seqsOf(second), [2]);
  await queue.end(second, { ...DELIVERED, attempts: 0, status: 'skipped' });
  assert.deepEqual(seqsOf(await queue.startDue()), [3]);
});

test('a webhook that no longer keeps an order gets everything that waits, others nothing', async () => {
  const conversation = newId();
  for (const seq of [1, 2, 3]) await queue.store(conversation, seq);
  assert.equal(await queue.order.releaseUnordered(() => false), 0);
  assert.deepEqual(seqsOf(await queue.startDue()), [1]);
  assert.equal(await queue.order.releaseUnordered((id) => id === webhookId), 2);
  assert.deepEqual(seqsOf(await queue.startDue()), [2, 3]);
  assert.equal(await queue.order.releaseUnordered((id) => id === webhookId), 0);
});

test('a resend of an ended delivery, or of one that waits for its order, leaves the order', async () => {
  const conversation = newId();
  const events: DomainEvent[] = [];
  for (const seq of [1, 2, 3, 4]) events.push(await queue.store(conversation, seq));
  await queue.end(await queue.startDue());
  const second = await queue.startDue();
  const workspaces = new WorkspaceDatabase(new Database(queue.dataSource));
  for (const event of [events[0], events[3]]) {
    const delivery = { eventId: event?.id ?? '', webhookId, workspaceId };
    assert.ok(await workspaces.transaction(workspaceId, (tx) => resend(tx, delivery)));
  }
  assert.deepEqual(seqsOf(await queue.startDue()), [1, 4]);
  await queue.end(second);
  assert.deepEqual(seqsOf(await queue.startDue()), [3]);
});

test('deliveries that a recovery makes due again keep their order', async () => {
  const conversation = newId();
  const events: DomainEvent[] = [];
  for (const seq of [1, 2, 3]) {
    events.push(await queue.store(conversation, seq));
    await queue.end(await queue.startDue(), { ...DELIVERED, status: seq === 2 ? 'delivered' : 'failed' });
  }
  const access = new Database(queue.dataSource);
  const ids = events.map(({ id }) => id);
  const count = await access.transaction((tx) => requeue(tx, { webhookId, workspaceId }, ids, ['failed']));
  assert.equal(count, 2);
  const first = await queue.startDue();
  assert.deepEqual(seqsOf(first), [1]);
  await queue.end(first);
  assert.deepEqual(seqsOf(await queue.startDue()), [3]);
});

test('waiting deliveries that are sent now keep their order', async () => {
  const conversation = newId();
  const events: DomainEvent[] = [];
  for (const seq of [1, 2, 3]) events.push(await queue.store(conversation, seq));
  await queue.end(await queue.startDue(), { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 3_600_000 });
  assert.deepEqual(await queue.startDue(), []);
  const access = new Database(queue.dataSource);
  const ids = events.map(({ id }) => id);
  const count = await access.transaction((tx) => requeue(tx, { webhookId, workspaceId }, ids, ['pending']));
  assert.equal(count, 1, 'the first one waits for its retry, the others for their order');
  for (const seq of [1, 2, 3]) {
    const started = await queue.startDue();
    assert.deepEqual(seqsOf(started), [seq]);
    await queue.end(started);
  }
});

test('a backlog that is skipped only in part, because the webhook was enabled again, goes on', async () => {
  const [one, other] = [newId(), newId()];
  for (const conversation of [one, other]) for (const seq of [1, 2, 3]) await queue.store(conversation, seq);
  const access = new Database(queue.dataSource);
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
    const rows: { due: number; waiting: number }[] = await queue.dataSource.query(
      `SELECT count(*) FILTER (WHERE due_at < 'infinity')::int AS due,
              count(*) FILTER (WHERE due_at = 'infinity')::int AS waiting FROM deliveries`,
    );
    assert.deepEqual(rows, expected.length === 3 ? [{ due: 2, waiting: 1 }] : [{ due: 1, waiting: 0 }]);
  }
  assert.deepEqual(seqsOf(await queue.startDue()), [1]);
});

test('an ordered delivery costs at most one more change of its row than another one', async () => {
  await queue.dataSource.query('CREATE SEQUENCE row_changes');
  await queue.dataSource.query(
    `CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('row_changes'); RETURN NULL; END $$`,
  );
  await queue.dataSource.query(
    'CREATE TRIGGER count_changes AFTER INSERT OR UPDATE OR DELETE ON deliveries FOR EACH ROW EXECUTE FUNCTION count_change()',
  );
  const counts: number[] = [];
  for (const ordered of [false, true]) {
    queue.isOrdered = ordered;
    await queue.dataSource.query(`SELECT setval('row_changes', 1, false)`);
    for (let conversation = 0; conversation < 3; conversation += 1) {
      const id = newId();
      for (const seq of [1, 2, 3, 4]) await queue.store(id, seq);
    }
    let done = 0;
    while (done < 12) {
      const started = await queue.startDue();
      await queue.end(started);
      done += started.length;
    }
    const [row]: { changes: number }[] = await queue.dataSource.query(
      `SELECT nextval('row_changes')::int - 1 AS changes`,
    );
    counts.push((row?.changes ?? 0) / 12);
  }
  await queue.dataSource.query('DROP TRIGGER count_changes ON deliveries');
  assert.deepEqual(counts, [3, 4]);
});
