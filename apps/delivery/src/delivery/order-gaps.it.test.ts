import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import { addJob } from '../job/job.store.js';
import { deliveryOf } from './delivery.js';
import { NONE_DELETED, OrderedQueue, seqsOf, webhookId, workspaceId } from './ordered-queue.testing.js';

let queue: OrderedQueue;
before(async () => {
  queue = await OrderedQueue.start();
});
after(() => queue.stop());
beforeEach(() => queue.reset());

test('events without a delivery to the webhook are no gap', async () => {
  const conversation = newId();
  const other = newId();
  await queue.store(conversation, 1, null);
  await queue.store(conversation, 2);
  await queue.store(conversation, 3, null);
  await queue.store(conversation, 4, other);
  await queue.store(conversation, 5, other);
  await queue.store(conversation, 6);
  const second = (await queue.startDue()).filter(({ delivery }) => delivery.webhookId === webhookId);
  assert.deepEqual(seqsOf(second), [2]);
  await queue.end(second);
  assert.deepEqual(seqsOf(await queue.startDue()), [6]);
});

test('a delivery waits for an event that has not come, whether that event has a delivery or not', async () => {
  const [one, other] = [newId(), newId()];
  await queue.store(one, 2);
  await queue.store(other, 2);
  assert.deepEqual(await queue.startDue(), []);
  assert.deepEqual(await queue.order.checkGaps(NONE_DELETED), { advanced: 0, passed: [] });

  await queue.store(one, 1);
  const first = await queue.startDue();
  assert.deepEqual(seqsOf(first), [1]);
  await queue.end(first);
  assert.deepEqual(seqsOf(await queue.startDue()), [2]);

  await queue.store(other, 1, null);
  assert.deepEqual(await queue.order.checkGaps(NONE_DELETED), { advanced: 1, passed: [] });
  assert.deepEqual(seqsOf(await queue.startDue()), [2]);
  assert.deepEqual(await queue.dataSource.query('SELECT FROM order_gaps'), []);
});

test('a gap that stays is passed and reported once; the late event is sent when it comes', async () => {
  const conversation = newId();
  await queue.store(conversation, 2);
  const { id: eventId } = await queue.store(conversation, 4);
  await queue.passAllGaps();
  const passed = await queue.order.checkGaps(NONE_DELETED);
  assert.deepEqual([passed.advanced, passed.passed.length], [1, 1]);
  const second = await queue.startDue();
  assert.deepEqual(seqsOf(second), [2]);
  await queue.end(second);
  assert.deepEqual(await queue.startDue(), [], 'the second gap has a wait of its own');

  await queue.passAllGaps();
  assert.deepEqual(await queue.order.checkGaps(NONE_DELETED), {
    advanced: 1,
    passed: [{ workspaceId, webhookId, conversationId: conversation, eventId }],
  });
  assert.deepEqual(await queue.order.checkGaps(NONE_DELETED), { advanced: 0, passed: [] });
  const fourth = await queue.startDue();
  assert.deepEqual(seqsOf(fourth), [4]);
  await queue.store(conversation, 1);
  assert.deepEqual(await queue.startDue(), [], 'the late event waits for the end of the one that runs');
  await queue.end(fourth);
  assert.deepEqual(seqsOf(await queue.startDue()), [1]);
});

test('a conversation whose first events were deleted by retention waits for 30 s, not for 15 min, and this is no gap', async () => {
  const deletedBefore = uuidLowerBound(Date.now() - 30 * 86_400_000);
  const old = uuidLowerBound(Date.now() - 40 * 86_400_000);
  const young = newId();
  const waits = async (seconds: number): Promise<{ advanced: number; passed: unknown[] }> => {
    await queue.dataSource.query(`UPDATE order_gaps SET pass_at = pass_at - $1 * interval '1 second'`, [
      seconds,
    ]);
    return queue.order.checkGaps(deletedBefore);
  };
  for (const conversationId of [old, young]) for (const seq of [7, 8]) await queue.store(conversationId, seq);
  assert.deepEqual(await waits(25), { advanced: 0, passed: [] });
  assert.deepEqual(await waits(6), { advanced: 1, passed: [] });
  const started = await queue.startDue();
  assert.deepEqual(seqsOf(started), [7]);
  assert.equal(started[0]?.delivery.conversationId, old);
  await queue.end(started);
  assert.deepEqual(seqsOf(await queue.startDue()), [8]);
  assert.equal((await waits(15 * 60)).passed.length, 1, 'the young one is passed after 15 min, and reported');
});

test('an event that is missing between stored ones of an old conversation is waited for', async () => {
  const old = uuidLowerBound(Date.now() - 40 * 86_400_000);
  await queue.store(old, 5, null);
  await queue.store(old, 7);
  await queue.dataSource.query(`UPDATE order_gaps SET pass_at = pass_at - interval '1 minute'`);
  const deletedBefore = uuidLowerBound(Date.now() - 30 * 86_400_000);
  assert.deepEqual(await queue.order.checkGaps(deletedBefore), { advanced: 0, passed: [] });
  await queue.store(old, 6);
  assert.equal((await queue.order.checkGaps(deletedBefore)).passed.length, 0);
  assert.deepEqual(seqsOf(await queue.startDue()), [6]);
});

test('events that are stored without a delivery while a routing change is planned again are waited for', async () => {
  const conversationId = newId();
  const first = await queue.store(conversationId, 1, null);
  const job = { id: newId(), kind: 'replan' as const, workspaceId, webhookId: null, revision: null };
  const access = new Database(queue.dataSource);
  await access.transaction((tx) => addJob(tx, { ...job, since: 0, until: 1, statuses: [] }));
  await queue.store(conversationId, 2);
  assert.deepEqual(await queue.order.checkGaps(NONE_DELETED), { advanced: 0, passed: [] });
  assert.deepEqual(await queue.startDue(), []);
  await access.transaction(async (tx) => {
    await tx.query('DELETE FROM jobs WHERE id = $1', [job.id]);
    const target = { webhookId, payloadVersion: '2026-05' as const, isOrdered: true };
    await queue.deliveries.addMissing(tx, [deliveryOf(first, target)]);
  });
  const started = await queue.startDue();
  assert.deepEqual(seqsOf(started), [1]);
  await queue.end(started);
  assert.deepEqual(seqsOf(await queue.startDue()), [2]);
});
