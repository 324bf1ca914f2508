import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffMs } from './back-off.js';

test('waits double up to half a minute', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => backOffMs(failures, 1)),
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
  );
});

test('half of a wait is random', () => {
  assert.deepEqual([backOffMs(3, 0), backOffMs(3, 0.5), backOffMs(3, 1)], [2_000, 3_000, 4_000]);
});
