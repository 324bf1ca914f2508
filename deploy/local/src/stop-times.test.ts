import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEADLINE_MS } from './shutdown.js';
import { DRAIN_MS, GRACE_MS } from './stop-times.js';

test('a process ends itself before it is killed, and all are killed before the launcher gives up, within 10 s', () => {
  assert.ok(DRAIN_MS.console < GRACE_MS.console);
  assert.ok(DRAIN_MS.conversations < GRACE_MS.sources);
  assert.ok(DRAIN_MS.registry < GRACE_MS.sources);
  assert.ok(DRAIN_MS.delivery < GRACE_MS.delivery);
  const sum = Object.values(GRACE_MS).reduce((total, ms) => total + ms, 0);
  assert.ok(sum < DEADLINE_MS && DEADLINE_MS < 10_000);
});
