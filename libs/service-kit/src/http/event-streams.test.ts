import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryHint } from './event-streams.js';

test('clients connect again within one to five seconds', () => {
  assert.equal(retryHint(0), 'retry: 1000\n\n');
  assert.equal(retryHint(1), 'retry: 5000\n\n');
});
