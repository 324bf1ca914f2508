import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RETRY_JITTER, SCHEDULE_BOUNDS } from '@flowforge/contracts/routing/webhook-settings';
import { isRecoverSpan, recoverSince } from './recover-span.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');

test('what a webhook missed includes what waited for the last retry of the longest schedule when it was disabled', () => {
  const disabledAt = '2026-11-25T12:00:00.000Z';
  const since = Date.parse(recoverSince('disabled', disabledAt, NOW));
  const latestRetryMs = SCHEDULE_BOUNDS.maxTotal * (1 + RETRY_JITTER) * 1_000;
  assert.ok(since <= Date.parse(disabledAt) - latestRetryMs);
});

test('a span is counted from now', () => {
  assert.equal(recoverSince('1h', undefined, NOW), '2026-11-26T11:00:00.000Z');
  assert.equal(isRecoverSpan('1h'), true);
  assert.equal(isRecoverSpan('2h'), false);
});
