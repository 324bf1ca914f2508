import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from '../attempt/slots.js';
import { WaitingLine } from './waiting-line.js';

function lineOf(
  slots: Slots,
  gone: ReadonlySet<string> = new Set(),
): { line: WaitingLine<string>; next: () => string | undefined } {
  const line = new WaitingLine<string>((item) => !gone.has(item));
  return {
    line,
    next: () =>
      line.next(
        (id) => slots.take(id),
        () => slots.free > 0,
      ),
  };
}

test('a slot that comes free goes to whoever waits, of whichever webhook', () => {
  const slots = new Slots(1, 1);
  assert.ok(slots.take('a'));
  const { line, next } = lineOf(slots);
  line.add('b', 'b1');
  assert.equal(next(), undefined);
  slots.give('a');
  assert.equal(next(), 'b1');
});

test('webhooks take turns', () => {
  const { line, next } = lineOf(new Slots(10, 10));
  for (const item of ['a1', 'a2', 'a3', 'b1']) line.add(item.slice(0, 1), item);
  assert.deepEqual([next(), next(), next(), next(), next()], ['a1', 'b1', 'a2', 'a3', undefined]);
});

test('a webhook with all its slots taken is passed over', () => {
  const slots = new Slots(10, 1);
  assert.ok(slots.take('a'));
  const { line, next } = lineOf(slots);
  line.add('a', 'a1');
  line.add('b', 'b1');
  assert.equal(next(), 'b1');
  assert.equal(next(), undefined);
  slots.give('a');
  assert.equal(next(), 'a1');
});

test('what no longer waits is dropped', () => {
  const { line, next } = lineOf(new Slots(10, 10), new Set(['a1', 'a2']));
  for (const item of ['a1', 'a2', 'a3']) line.add('a', item);
  assert.equal(next(), 'a3');
  assert.equal(next(), undefined);
});
