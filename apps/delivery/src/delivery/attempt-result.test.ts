import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOfStatus, outcomeOfStored, retryAfterMs } from './attempt-result.js';

test('2xx is delivered, 410 is gone, every other status is an endpoint error', () => {
  const outcomes = [200, 204, 299, 301, 308, 400, 410, 429, 500, 503].map(outcomeOfStatus);
  assert.deepEqual(outcomes, [
    'delivered',
    'delivered',
    'delivered',
    'endpoint_error',
    'endpoint_error',
    'endpoint_error',
    'gone',
    'endpoint_error',
    'endpoint_error',
    'endpoint_error',
  ]);
});

test('the outcome name that an older release stores for a 410 is read as the current name', () => {
  assert.deepEqual(['aborted', 'gone', 'dns'].map(outcomeOfStored), ['gone', 'gone', 'dns']);
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-05-20T09:30:00Z');
  assert.equal(retryAfterMs('120', now), 120_000);
  assert.equal(retryAfterMs('Wed, 20 May 2026 09:31:00 GMT', now), 60_000);
  assert.equal(retryAfterMs('Wed, 20 May 2026 09:29:00 GMT', now), 0);
  assert.equal(retryAfterMs('soon', now), null);
  assert.equal(retryAfterMs(undefined, now), null);
});
