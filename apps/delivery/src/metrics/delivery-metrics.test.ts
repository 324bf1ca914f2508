import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { DeliveryMetrics } from './delivery-metrics.js';

test('the series of counters that alerts read exist from the start', async () => {
  const { jobsFailed, resultsRefused, deferred } = new DeliveryMetrics(new Registry());
  assert.deepEqual((await jobsFailed.get()).values, [
    { labels: { kind: 'replan' }, value: 0 },
    { labels: { kind: 'skip' }, value: 0 },
    { labels: { kind: 'recovery' }, value: 0 },
  ]);
  assert.deepEqual((await resultsRefused.get()).values, [
    { labels: { stored: 'without_response' }, value: 0 },
    { labels: { stored: 'end_only' }, value: 0 },
    { labels: { stored: 'nothing' }, value: 0 },
  ]);
  assert.deepEqual((await deferred.get()).values, [
    { labels: { reason: 'routing_not_current' }, value: 0 },
    { labels: { reason: 'webhook_unknown' }, value: 0 },
    { labels: { reason: 'not_sent' }, value: 0 },
  ]);
});
