import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSlots } from './stream-slots.js';

const isProblem = (status: number, code: string) => ({ status, code, headers: { 'retry-after': '5' } });

test('a network has its limit, and other networks are not affected by it', () => {
  const slots = new StreamSlots({ total: 10, perNetwork: 2 });
  const free = slots.take('203.0.113.1');
  slots.take('203.0.113.1');
  assert.throws(() => slots.take('203.0.113.1'), isProblem(429, 'too_many_streams'));
  slots.take('203.0.113.2');
  free();
  slots.take('203.0.113.1');
});

test('there is a limit for all networks together', () => {
  const slots = new StreamSlots({ total: 2, perNetwork: 2 });
  const free = slots.take('203.0.113.1');
  slots.take('203.0.113.2');
  assert.throws(() => slots.take('203.0.113.3'), isProblem(503, 'streams_unavailable'));
  free();
  slots.take('203.0.113.3');
});

test('a slot is freed once', () => {
  const slots = new StreamSlots({ total: 2, perNetwork: 2 });
  const free = slots.take('203.0.113.1');
  slots.take('203.0.113.1');
  free();
  free();
  slots.take('203.0.113.1');
  assert.throws(() => slots.take('203.0.113.2'), isProblem(503, 'streams_unavailable'));
});

test('after close there is no slot', () => {
  const slots = new StreamSlots({ total: 2, perNetwork: 2 });
  slots.close();
  assert.throws(() => slots.take('203.0.113.1'), isProblem(503, 'streams_unavailable'));
});
