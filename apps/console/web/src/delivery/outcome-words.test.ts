import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusWords } from './outcome-words.js';

test('a delivery that waits after a failure is told from one that waits for its first attempt', () => {
  const word = (status: 'pending' | 'delivered', last_outcome: 'delivered' | 'connection' | null) =>
    statusWords({ status, last_outcome }).word;
  assert.equal(word('pending', null), 'Waiting');
  assert.equal(word('pending', 'connection'), 'Failed, waits for a retry');
  assert.equal(word('pending', 'delivered'), 'Waiting');
  assert.equal(word('delivered', 'delivered'), 'Delivered');
});
