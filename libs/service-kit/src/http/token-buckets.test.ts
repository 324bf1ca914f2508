import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenBuckets } from './token-buckets.js';

const takeMany = (buckets: TokenBuckets, count: number, now: number): number =>
  Array.from({ length: count }, () => buckets.take('a', now)).filter((wait) => wait === 0).length;

test('a client may send its burst at once, and no more', () => {
  assert.equal(takeMany(new TokenBuckets({ perSecond: 20, burst: 40 }), 100, 0), 40);
});

test('tokens come back at the rate, up to the burst', () => {
  const buckets = new TokenBuckets({ perSecond: 20, burst: 40 });
  takeMany(buckets, 40, 0);
  assert.equal(takeMany(buckets, 100, 500), 10);
  assert.equal(takeMany(buckets, 100, 3_600_000), 40);
});

test('a refusal returns the seconds until the next token', () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
  assert.equal(buckets.take('a', 0), 0);
  assert.equal(buckets.take('a', 0), 1);
  assert.equal(buckets.take('a', 1_000), 0);
});

test('clients do not share a bucket', () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
  assert.equal(buckets.take('a', 0), 0);
  assert.equal(buckets.take('b', 0), 0);
});

test('a clock that stands still or goes back adds no token', () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
  buckets.take('a', 5_000);
  assert.equal(buckets.take('a', 4_000), 1);
});

test('a token that is given back can be taken again, up to the burst', () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
  buckets.giveBack('a', 0);
  assert.equal(buckets.take('a', 0), 0);
  assert.equal(buckets.take('a', 0), 1);
  buckets.giveBack('a', 0);
  assert.equal(buckets.take('a', 0), 0);
});
