import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from '../attempt/slots.js';
import { FairQueue } from './fair-queue.js';

function queueOf(
  slots: Slots,
  gone: ReadonlySet<string> = new Set(),
): { queue: FairQueue<string>; next: () => string | undefined } {
  const queue = new FairQueue<string>((item) => !gone.has(item));
  return {
    queue,
    next: () =>
      queue.next(
        (id) => slots.acquire(id),
        () => slots.free > 0,
      ),
  };
}

test('a free slot is used by any waiting item, also of another webhook', () => {
  const slots = new Slots(1, 1);
  assert.ok(slots.acquire('a'));
  const { queue, next } = queueOf(slots);
  queue.add('b', 'b1');
  assert.equal(next(), undefined);
  slots.release('a');
  assert.equal(next(), 'b1');
});

test('webhooks take turns', () => {
  const { queue, next } = queueOf(new Slots(10, 10));
  for (const item of ['a1', 'a2', 'a3', 'b1']) queue.add(item.slice(0, 1), item);
  assert.deepEqual([next(), next(), next(), next(), next()], ['a1', 'b1', 'a2', 'a3', undefined]);
});

test('a webhook without a free slot is skipped, and its items stay in the queue', () => {
  const slots = new Slots(10, 1);
  assert.ok(slots.acquire('a'));
  const { queue, next } = queueOf(slots);
  queue.add('a', 'a1');
  queue.add('b', 'b1');
  assert.equal(next(), 'b1');
  assert.equal(next(), undefined);
  slots.release('a');
  assert.equal(next(), 'a1');
});

test('an item that is no longer waiting is removed', () => {
  const { queue, next } = queueOf(new Slots(10, 10), new Set(['a1', 'a2']));
  for (const item of ['a1', 'a2', 'a3']) queue.add('a', item);
  assert.equal(next(), 'a3');
  assert.equal(next(), undefined);
});
