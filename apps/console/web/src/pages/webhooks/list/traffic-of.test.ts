import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Statistics } from '../../../api/deliveries.js';
import { trafficOf } from './traffic-of.js';

const NONE = { delivered: 0, endpoint_error: 0, endpoint_timeout: 0, connection: 0 };
const ATTEMPTS = { ...NONE, dns: 0, tls: 0, gone: 0, internal_error: 0 };
const hour = (start: string) => ({
  start,
  events: 0,
  deliveries: { delivered: 0, failed: 0, skipped: 0 },
  attempts: ATTEMPTS,
  latency: null,
});
const STATISTICS: Statistics = {
  bucket: 'hour',
  items: [hour('2026-05-20T09:00:00.000Z'), hour('2026-05-20T10:00:00.000Z')],
  webhooks: [
    {
      webhook_id: 'webhook-1',
      events: 4,
      deliveries: { delivered: 3, failed: 0, skipped: 0 },
      attempts: { ...ATTEMPTS, delivered: 3, connection: 2 },
      latency: { p50_ms: 12, p95_ms: 44, p99_ms: 104 },
      buckets: [{ start: '2026-05-20T10:00:00.000Z', delivered: 3, failed: 2 }],
      last_failure: { start: '2026-05-20T10:00:00.000Z', outcome: 'connection' },
    },
  ],
};

test('the traffic of a webhook has a bar for each hour, also for those without an attempt', () => {
  assert.deepEqual(trafficOf(STATISTICS, 'webhook-1'), {
    bars: [
      { good: 0, bad: 0 },
      { good: 3, bad: 2 },
    ],
    delivered: 3,
    attempts: 5,
    lastFailure: { start: '2026-05-20T10:00:00.000Z', outcome: 'connection' },
  });
  assert.deepEqual(trafficOf(STATISTICS, 'webhook-2'), {
    bars: [
      { good: 0, bad: 0 },
      { good: 0, bad: 0 },
    ],
    delivered: 0,
    attempts: 0,
    lastFailure: null,
  });
});
