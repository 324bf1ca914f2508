import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '@flowforge/service-kit/http/problem';
import { NetworkSlots, type SlotLimits } from './network-slots.js';

const slotsOf = (limits: SlotLimits): NetworkSlots =>
  new NetworkSlots(limits, {
    perNetwork: () => new Problem(429, 'too_many', 'Too many from your network.'),
    total: () => new Problem(503, 'all_taken', 'Too many.'),
  });

test('a network has its limit, and other networks are not affected by it', () => {
  const slots = slotsOf({ total: 10, perNetwork: 2 });
  const free = slots.take('203.0.113.1');
  slots.take('203.0.113.1');
  assert.throws(() => slots.take('203.0.113.1'), { code: 'too_many' });
  slots.take('203.0.113.2');
  free();
  slots.take('203.0.113.1');
});

test('there is a limit for all networks together', () => {
  const slots = slotsOf({ total: 2, perNetwork: 2 });
  const free = slots.take('203.0.113.1');
  slots.take('203.0.113.2');
  assert.throws(() => slots.take('203.0.113.3'), { code: 'all_taken' });
  free();
  slots.take('203.0.113.3');
});

test('a slot is freed once', () => {
  const slots = slotsOf({ total: 2, perNetwork: 2 });
  const free = slots.take('203.0.113.1');
  slots.take('203.0.113.1');
  free();
  free();
  slots.take('203.0.113.1');
  assert.throws(() => slots.take('203.0.113.2'), { code: 'all_taken' });
});

test('after close there is no slot', () => {
  const slots = slotsOf({ total: 2, perNetwork: 2 });
  slots.close();
  assert.throws(() => slots.take('203.0.113.1'), { code: 'all_taken' });
});
