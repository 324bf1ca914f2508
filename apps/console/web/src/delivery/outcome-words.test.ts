import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastAttemptWords, statusWords } from './outcome-words.js';

test('a delivery that waits after a failure is told from one that waits for its first attempt', () => {
  const word = (
    status: 'pending' | 'delivered',
    last_outcome: 'delivered' | 'connection' | null,
    reason: 'retry' | 'circuit' | 'queue' = 'retry',
  ) => statusWords({ status, last_outcome, waiting_for: { reason, until: null } }).word;
  assert.equal(word('pending', null), 'Waiting');
  assert.equal(word('pending', 'connection'), 'Failed, waits for a retry');
  assert.equal(word('pending', 'connection', 'circuit'), 'Failed, waits');
  assert.equal(word('pending', 'connection', 'queue'), 'Failed, waits');
  assert.equal(word('pending', 'delivered'), 'Waiting');
  assert.equal(word('delivered', 'delivered'), 'Delivered');
});

test('the last attempt is told with the status that the endpoint answered, if that was an error', () => {
  const words = (
    last_outcome: 'delivered' | 'endpoint_error' | 'dns' | null,
    last_status_code: number | null,
  ) => lastAttemptWords({ last_outcome, last_status_code });
  assert.equal(words('endpoint_error', 503), 'Endpoint answered 503');
  assert.equal(words('endpoint_error', null), 'Endpoint answered an error');
  assert.equal(words('delivered', 204), 'Delivered');
  assert.equal(words('dns', null), 'No public address found');
  assert.equal(words(null, null), null);
});
