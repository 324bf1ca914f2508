import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FeatureCollector } from './weighted-features.js';

test('features keep the order in which they came first, and their last weight', () => {
  const collector = new FeatureCollector(5);
  collector.set(7, 0.5);
  collector.set(-3, 1);
  collector.set(7, 0.75);
  collector.set(0, 2);
  const { hashes, weights } = collector.collected();
  assert.deepEqual([...hashes], [7, -3, 0]);
  assert.deepEqual([...weights], [0.75, 1, 2]);
  assert.deepEqual(
    [7, -3, 0, 4].map((hash) => collector.weightOf(hash)),
    [0.75, 1, 2, 0],
  );
});

test('as many different features fit as were announced, also with the same low bits', () => {
  const most = 3_000;
  const collector = new FeatureCollector(most);
  const hashes = Array.from({ length: most }, (_hash, at) => (at * 0x1_0000) | 0);
  for (const [at, hash] of hashes.entries()) collector.set(hash, at + 1);
  assert.deepEqual(
    hashes.map((hash) => collector.weightOf(hash)),
    hashes.map((_hash, at) => at + 1),
  );
  assert.equal(collector.collected().hashes.length, most);
});

test('a text without words has no features', () => {
  assert.equal(new FeatureCollector(0).collected().hashes.length, 0);
  assert.equal(new FeatureCollector(0).weightOf(1), 0);
});
