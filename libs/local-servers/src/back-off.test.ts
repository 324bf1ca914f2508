import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffMs } from './back-off.js';

test('the delay doubles from 0.2 s up to 10 s', () => {
  assert.deepEqual([0, 1, 2, 5, 6, 1_000].map(backOffMs), [200, 400, 800, 6_400, 10_000, 10_000]);
});
