import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { DeliveryMetrics } from './delivery-metrics.js';

test('the series of counters that alert on any increase exist from the start', async () => {
  const { jobsFailed, resultsRefused } = new DeliveryMetrics(new Registry());
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
});
