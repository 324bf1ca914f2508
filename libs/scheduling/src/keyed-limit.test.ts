import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { KeyedLimit, LimitReachedError } from './keyed-limit.js';

const LONG_MS = 60_000;

/** Enters and notes it. */
function enterAll(limit: KeyedLimit, keys: string[], entered: string[]): Promise<() => void>[] {
  return keys.map(async (name) => {
    const leave = await limit.enter(name.charAt(0));
    entered.push(name);
    return leave;
  });
}

test('so many run at once for each key; the others start in their order', async () => {
  const limit = new KeyedLimit({ running: 2, waiting: 10, waitMs: LONG_MS });
  const entered: string[] = [];
  const [a1, a2, a3, a4] = enterAll(limit, ['a1', 'a2', 'a3', 'a4', 'b1'], entered);
  await setImmediate();
  assert.deepEqual(entered.sort(), ['a1', 'a2', 'b1']);
  (await a2)?.();
  await setImmediate();
  assert.equal(entered.at(-1), 'a3');
  (await a1)?.();
  await setImmediate();
  assert.equal(entered.at(-1), 'a4');
  for (const leave of [a3, a4]) (await leave)?.();
});

test('leaving twice frees one place only', async () => {
  const limit = new KeyedLimit({ running: 1, waiting: 10, waitMs: LONG_MS });
  const entered: string[] = [];
  const [a1, a2, a3] = enterAll(limit, ['a1', 'a2', 'a3'], entered);
  const leave = await a1;
  leave?.();
  leave?.();
  await setImmediate();
  assert.deepEqual(entered, ['a1', 'a2']);
  for (const other of [a2, a3]) (await other)?.();
});

test('one more than may wait is refused at once, and has no effect on the others', async () => {
  const limit = new KeyedLimit({ running: 1, waiting: 1, waitMs: LONG_MS });
  const [first, second] = [limit.enter('a'), limit.enter('a')];
  await assert.rejects(limit.enter('a'), new LimitReachedError('full'));
  (await first)();
  (await second)();
  (await limit.enter('a'))();
});

test('who waits too long is refused; the next one is admitted', async () => {
  const limit = new KeyedLimit({ running: 1, waiting: 10, waitMs: 5 });
  const first = await limit.enter('a');
  await assert.rejects(limit.enter('a'), new LimitReachedError('late'));
  const next = limit.enter('a');
  first();
  (await next)();
});
