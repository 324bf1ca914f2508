import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventLoopQueue } from './event-loop-queue.service.js';

/** Counts the iterations of the event loop until `stop`. */
function countIterations(): { count: () => number; stop: () => void } {
  let iterations = 0;
  let immediate = setImmediate(function next() {
    iterations += 1;
    immediate = setImmediate(next);
  });
  return { count: () => iterations, stop: () => clearImmediate(immediate) };
}

test('each piece of work runs in an iteration of the event loop of its own, in the order of the calls', async () => {
  const queue = new EventLoopQueue();
  const { count, stop } = countIterations();
  const ran = await Promise.all(
    ['a', 'b', 'c'].map((name) => queue.run(() => ({ name, iteration: count() }))),
  );
  stop();
  assert.deepEqual(
    ran.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  assert.equal(new Set(ran.map(({ iteration }) => iteration)).size, 3);
});

test('work that throws fails alone', async () => {
  const queue = new EventLoopQueue();
  const broken = queue.run(() => {
    throw new Error('broken');
  });
  const sound = queue.run(() => 'sound');
  await assert.rejects(broken, { message: 'broken' });
  assert.equal(await sound, 'sound');
});
