import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisTop, barHeights } from './scale.js';

test('an axis ends at a round number with a whole half that is not below the highest bar', () => {
  assert.deepEqual([0, 1, 3, 5, 17, 40, 41, 99, 1_204].map(axisTop), [2, 2, 4, 6, 20, 40, 50, 100, 2_000]);
});

test('the parts of a bar stand on each other, and a small part is still seen', () => {
  assert.deepEqual(barHeights([50, 0, 1], 100, 100), [
    { start: 0, height: 50 },
    { start: 50, height: 0 },
    { start: 50, height: 2 },
  ]);
});
