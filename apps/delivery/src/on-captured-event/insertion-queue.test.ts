import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InsertionQueue } from './insertion-queue.js';

test('values are found by id and come oldest first', () => {
  const values = new InsertionQueue<string>(2);
  for (const id of ['a', 'b', 'c']) values.add(id, `value ${id}`);
  assert.deepEqual([...values], ['value a', 'value b', 'value c']);
  assert.equal(values.oldest, 'value a');
  assert.equal(values.get('b'), 'value b');
  assert.equal(values.get('x'), undefined);
  values.delete('a');
  values.delete('a');
  assert.equal(values.oldest, 'value b');
  assert.equal(values.get('a'), undefined);
  assert.equal(values.size, 2);
});

test('it behaves as a Map does when values are added and deleted in any order', () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const values = new InsertionQueue<number>(4);
  const map = new Map<string, number>();
  for (let step = 0; step < 20_000; step += 1) {
    const ids = [...map.keys()];
    // Mostly the oldest ones are deleted, as with events.
    const id = ids[random(4) === 0 ? random(ids.length || 1) : 0];
    if (id !== undefined && random(40) < Math.min(38, ids.length)) {
      values.delete(id);
      map.delete(id);
    } else {
      values.add(String(step), step);
      map.set(String(step), step);
    }
    assert.equal(values.size, map.size);
    assert.equal(values.oldest, map.values().next().value);
    if (step % 50 === 0) assert.deepEqual([...values], [...map.values()]);
  }
});

test('values that are deleted during an iteration are left out', () => {
  const values = new InsertionQueue<string>(4);
  for (const id of ['a', 'b', 'c', 'd']) values.add(id, id);
  const seen: string[] = [];
  for (const value of values) {
    seen.push(value);
    values.delete(value);
    if (value === 'a') {
      values.delete('b');
      for (const id of ['e', 'f']) values.add(id, id);
    }
  }
  assert.deepEqual(seen, ['a', 'c', 'd']);
  assert.deepEqual([...values], ['e', 'f']);
});
