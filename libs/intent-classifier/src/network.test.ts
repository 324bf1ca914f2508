import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Network, outputOf } from './network.js';

const NETWORK: Network = {
  means: [1, 0],
  deviations: [2, 1],
  hidden: [
    [1, 0, 0.5],
    [0, -1, 0],
  ],
  output: [2, 3],
  direct: [0, 0.25],
  bias: -1,
};

test('the output is the sum of the hidden units, the direct way and the bias', () => {
  const expected = 2 * Math.tanh(1 + 0.5) + 3 * Math.tanh(-0.5) + 0.25 * 0.5 - 1;
  assert.ok(Math.abs(outputOf(NETWORK, [3, 0.5]) - expected) < 1e-12);
});

test('an input far from what was seen in the fit counts like one at the limit', () => {
  assert.equal(outputOf(NETWORK, [1e6, 0]), outputOf(NETWORK, [9, 0]));
  assert.equal(outputOf(NETWORK, [-1e6, 0]), outputOf(NETWORK, [-7, 0]));
});
