import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from './turns.service.js';

/** Counts the turns of the event loop until `stop`. */
function countTurns(): { count: () => number; stop: () => void } {
  let turns = 0;
  let immediate = setImmediate(function next() {
    turns += 1;
    immediate = setImmediate(next);
  });
  return { count: () => turns, stop: () => clearImmediate(immediate) };
}

test('each piece of work has a turn of the event loop of its own, in the order of the calls', async () => {
  const turns = new Turns();
  const { count, stop } = countTurns();
  const ran = await Promise.all(['a', 'b', 'c'].map((name) => turns.run(() => ({ name, turn: count() }))));
  stop();
  assert.deepEqual(
    ran.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  assert.equal(new Set(ran.map(({ turn }) => turn)).size, 3);
});

test('work that throws fails alone', async () => {
  const turns = new Turns();
  const broken = turns.run(() => {
    throw new Error('broken');
  });
  const sound = turns.run(() => 'sound');
  await assert.rejects(broken, { message: 'broken' });
  assert.equal(await sound, 'sound');
});
