import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RetryDelays } from './retry-delays.js';

test('the delay grows with each missed deadline of the same intents, up to an hour', () => {
  const delays = new RetryDelays();
  const minutes = Array.from({ length: 5 }, () => delays.after('a', 'deadline') / 60_000);
  assert.deepEqual(minutes, [1, 4, 16, 60, 60]);
  assert.equal(delays.after('b', 'deadline'), 60_000);
});

test('other failures are tried again after a minute each time', () => {
  const delays = new RetryDelays();
  assert.deepEqual([delays.after('a', 'queue_full'), delays.after('a', 'queue_full')], [60_000, 60_000]);
});
