import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketOf, percentile } from './histogram.js';

test('a percentile is at most a quarter too high and never too low', () => {
  for (const ms of [1, 1.5, 8, 12, 99, 250, 1_000, 15_000, 3_600_000, 86_400_000 * 30]) {
    const found = percentile(new Map([[bucketOf(ms), 1]]), 0.5);
    assert.ok(found !== null && found >= Math.floor(ms) && found <= Math.ceil(ms * 1.26), `${ms} → ${found}`);
  }
});

test('percentiles of many durations', () => {
  const counts = new Map<number, number>();
  for (let ms = 1; ms <= 1_000; ms += 1) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  const [p50, p99] = [percentile(counts, 0.5), percentile(counts, 0.99)];
  assert.ok(p50 !== null && p50 >= 500 && p50 <= 626, String(p50));
  assert.ok(p99 !== null && p99 >= 990 && p99 <= 1_250, String(p99));
  assert.equal(percentile(new Map(), 0.5), null);
});

test('a duration outside of all buckets is in the first or the last one', () => {
  assert.equal(bucketOf(-5), 0);
  assert.equal(bucketOf(0), 0);
  assert.equal(bucketOf(Number.MAX_SAFE_INTEGER), bucketOf(Number.MAX_SAFE_INTEGER / 2));
});
