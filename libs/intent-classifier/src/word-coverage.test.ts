import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { featuresOf, messageTokens } from './features.js';
import { coverageOf, intentWordsOf, type WordCoverage } from './word-coverage.js';

const EXAMPLES = ['how much is a membership', 'what does a yearly contract cost', 'ask for Quorvik'];
const texts = EXAMPLES.map((text) => featuresOf(messageTokens(text)));
const words = intentWordsOf(
  texts,
  texts.map(() => 0),
  1,
);

function coverage(message: string): WordCoverage {
  return coverageOf(words, 0, featuresOf(messageTokens(message)));
}

describe('coverage', () => {
  test('is 1 where each word is one of the examples, also without a vector', () => {
    const { mean, meanOfRare, mostUnexplained } = coverage('does the contract cost much, Quorvik');
    assert.deepEqual([mean, meanOfRare, mostUnexplained].map(Math.round), [1, 1, 0]);
  });

  test('is higher for words of similar meaning than for other words', () => {
    const similar = coverage('price of an annual subscription');
    const other = coverage('the sauna has a broken door');
    assert.ok(similar.mean > other.mean + 0.1, JSON.stringify([similar, other]));
    assert.ok(similar.meanOfRare > other.meanOfRare + 0.1, JSON.stringify([similar, other]));
  });

  test('one strange word among the words of the examples is noticed', () => {
    const { mean, mostUnexplained } = coverage('how much is a yearly membership contract of the sauna');
    assert.ok(mean > 0.7 && mostUnexplained > 0.4, JSON.stringify([mean, mostUnexplained]));
  });

  test('is 0 for a word without a vector that no example has, and without words', () => {
    assert.equal(coverage('zzqx').mean, 0);
    assert.deepEqual(coverage('I want to'), { mean: 0, meanOfRare: 0, mostUnexplained: 0 });
  });
});

test('the words of an intent are bounded', () => {
  const many = featuresOf(Array.from({ length: 1_000 }, (_word, at) => `word${at}`));
  const { starts, hashes, rows, lengths } = intentWordsOf([many, many], [0, 1], 2);
  assert.deepEqual([...starts], [0, 200, 400]);
  assert.deepEqual([hashes.length, rows.length, lengths.length], [400, 400, 400]);
});
