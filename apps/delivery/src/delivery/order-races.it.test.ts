import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { until } from '@flowforge/testing/until';
import { NO_EPOCH } from './ended-attempts.store.js';
import { DELIVERED, NONE_DELETED, OrderedQueue, seqsOf } from './ordered-queue.testing.js';
import type { StartedDelivery } from './started-delivery.js';

let queue: OrderedQueue;
before(async () => {
  queue = await OrderedQueue.start();
});
after(() => queue.stop());
beforeEach(() => queue.reset());

/** Begins a write on a connection of its own, which holds the lock of the queue until the other writes have begun to wait for it. */
async function whileLocked(...writes: (() => Promise<unknown>)[]): Promise<void> {
  const holder = queue.dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query('SELECT FROM webhook_queues FOR UPDATE');
  const running: Promise<unknown>[] = [];
  for (const write of writes) {
    running.push(write());
    await until('a write that waits for the lock', async () => {
      const [row]: { waiting: number }[] = await queue.dataSource.query(
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
    await queue.store(conversation, 1);
    const first = await queue.startDue();
    const writes = [() => queue.end(first), () => queue.store(conversation, 2)];
    await whileLocked(...(endsFirst ? writes : writes.toReversed()));
    const second = await queue.startDue();
    assert.deepEqual(seqsOf(second), [2]);
    await queue.end(second);
  }
});

test('two events of a conversation that are stored at the same time start in their order', async () => {
  const other = newId();
  await queue.store(other, 1);
  await queue.end(await queue.startDue());
  for (const seqs of [
    [1, 2],
    [2, 1],
  ]) {
    const conversation = newId();
    await whileLocked(...seqs.map((seq) => () => queue.store(conversation, seq)));
    await queue.order.checkGaps(NONE_DELETED);
    const first = await queue.startDue();
    assert.deepEqual(seqsOf(first), [1]);
    await queue.end(first);
    const second = await queue.startDue();
    assert.deepEqual(seqsOf(second), [2]);
    await queue.end(second);
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
        shuffled.slice(from, from + 5).map(({ conversation, seq }) => queue.store(conversation, seq)),
      );
  })();
  await until('all deliveries', async () => {
    await queue.order.checkGaps(NONE_DELETED);
    const started = await queue.startDue();
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
    await queue.end(earlier);
    earlier = started;
    return earlier.length === 0 && [...seen.values()].flat().length === writes.length;
  });
  await storing;
  const inOrder = Array.from({ length: count }, (_, index) => index + 1);
  for (const conversation of conversations) assert.deepEqual(seen.get(conversation), inOrder);
  assert.equal(await queue.queues.repairMissedWakeUps(), 0);
});

test('a first attempt that was planned without an order makes the next delivery due, if another process stored an order', async () => {
  for (const endsFirst of [true, false]) {
    const conversation = newId();
    await queue.store(conversation, 1);
    const [first] = await queue.startDue();
    assert.ok(first);
    // The first attempt of the process that is not the holder. It planned the delivery before the webhook kept an order.
    const success = { ...queue.ended(first, DELIVERED), heldBy: NO_EPOCH, isOrdered: false };
    const writes = [() => queue.deliveries.writeEnded([success]), () => queue.store(conversation, 2)];
    if (endsFirst) for (const write of writes) await write();
    else for (const write of writes.toReversed()) await write();
    const second = await queue.startDue();
    assert.deepEqual(seqsOf(second), [2]);
    await queue.end(second);
  }
});
