import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, percent, plural } from './number.js';

test('a share is never rounded to all or nothing', () => {
  assert.deepEqual(
    [
      percent(0, 0),
      percent(0, 5),
      percent(5, 5),
      percent(99_999, 100_000),
      percent(1, 100_000),
      percent(2, 3),
    ],
    ['–', '0 %', '100 %', '99.9 %', '0.1 %', '66.7 %'],
  );
});

test('counts have separators, and nouns their plural', () => {
  assert.equal(count(1_204), '1,204');
  assert.deepEqual([plural(1, 'attempt'), plural(2_000, 'retry', 'retries')], ['1 attempt', '2,000 retries']);
});
