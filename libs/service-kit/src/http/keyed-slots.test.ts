import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from './problem.js';
import { KeyedSlots, type SlotLimits } from './keyed-slots.js';

const slotsOf = (limits: SlotLimits): KeyedSlots =>
  new KeyedSlots(limits, {
    perKey: () => new Problem(429, 'too_many', 'Too many of this key.'),
    total: () => new Problem(503, 'all_taken', 'Too many.'),
  });

test('a key has its limit, and other keys are not affected by it', () => {
  const slots = slotsOf({ total: 10, perKey: 2 });
  const free = slots.take('a');
  slots.take('a');
  assert.throws(() => slots.take('a'), { code: 'too_many' });
  slots.take('b');
  free();
  slots.take('a');
});

test('there is a limit for all keys together', () => {
  const slots = slotsOf({ total: 2, perKey: 2 });
  const free = slots.take('a');
  slots.take('b');
  assert.throws(() => slots.take('c'), { code: 'all_taken' });
  free();
  slots.take('c');
});

test('a slot is freed once', () => {
  const slots = slotsOf({ total: 2, perKey: 2 });
  const free = slots.take('a');
  slots.take('a');
  free();
  free();
  slots.take('a');
  assert.throws(() => slots.take('b'), { code: 'all_taken' });
});

test('after close there is no slot', () => {
  const slots = slotsOf({ total: 2, perKey: 2 });
  slots.close();
  assert.throws(() => slots.take('a'), { code: 'all_taken' });
});
