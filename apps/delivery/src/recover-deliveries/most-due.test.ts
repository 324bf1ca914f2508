import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostDue } from './most-due.js';

test('what a recovery makes due is sent within 10 s, and is at least one delivery', () => {
  const [second, minute] = [1_000_000, 60_000_000];
  assert.equal(mostDue(null), 500);
  assert.equal(mostDue(second / 1_000), 500);
  assert.equal(mostDue(second / 5), 50);
  assert.equal(mostDue(minute), 1);
});
