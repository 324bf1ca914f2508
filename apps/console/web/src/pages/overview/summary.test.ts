import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Statistics } from '../../api/deliveries.js';
import { dayOf, failuresByOutcome } from './summary.js';

const NONE = {
  delivered: 0,
  endpoint_error: 0,
  endpoint_timeout: 0,
  connection: 0,
  dns: 0,
  tls: 0,
  gone: 0,
  internal_error: 0,
};
const STATISTICS: Statistics = {
  bucket: 'hour',
  items: [
    {
      start: '2026-05-20T09:00:00.000Z',
      events: 4,
      deliveries: { delivered: 3, failed: 1, skipped: 0 },
      attempts: { ...NONE, delivered: 3, endpoint_error: 2, internal_error: 1 },
      latency: null,
    },
    {
      start: '2026-05-20T10:00:00.000Z',
      events: 2,
      deliveries: { delivered: 2, failed: 0, skipped: 0 },
      attempts: { ...NONE, delivered: 2, endpoint_timeout: 5 },
      latency: null,
    },
  ],
};

test('a day adds up its hours, and tells our failures from those of endpoints', () => {
  assert.deepEqual(dayOf(STATISTICS), {
    events: 6,
    delivered: 5,
    endpointFailures: 7,
    ownFailures: 1,
    failed: 1,
  });
});

test('failures are listed by how often they happened', () => {
  assert.deepEqual(failuresByOutcome(STATISTICS), [
    { outcome: 'endpoint_timeout', count: 5 },
    { outcome: 'endpoint_error', count: 2 },
    { outcome: 'internal_error', count: 1 },
  ]);
});
