import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFaults, TARGETS } from './fault-plan.js';

test('a seed fixes the faults', () => {
  assert.deepEqual(planFaults(7, 60_000, 2), planFaults(7, 60_000, 2));
  assert.notDeepEqual(planFaults(7, 60_000, 2), planFaults(8, 60_000, 2));
});

test('faults follow each other, and over time reach every target', () => {
  const faults = planFaults(1, 3_600_000, 2);
  for (const [index, { atMs }] of faults.entries()) {
    const before = faults[index - 1];
    if (before) assert.ok(atMs > before.atMs + before.forMs);
  }
  assert.deepEqual(new Set(faults.map(({ target }) => target)), new Set(TARGETS));
  assert.deepEqual(new Set(faults.map(({ kind }) => kind)), new Set(['kill', 'pause', 'wipe']));
});
