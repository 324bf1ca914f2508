import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRecoverSpan, recoverSince } from './recover-span.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const disabledAt = '2026-11-25T12:00:00.000Z';

test('what a webhook missed includes what waited for its last retry when it was disabled, and nothing older', () => {
  const since = (schedule: number[]): string => recoverSince('disabled', { disabledAt, schedule }, NOW);
  assert.equal(since([3_600]), '2026-11-25T09:48:00.000Z', 'an hour, a fifth of it, and an hour more');
  assert.equal(since([5, 30]), '2026-11-25T10:59:18.000Z');
});

test('a span is counted from now', () => {
  assert.equal(recoverSince('1h', undefined, NOW), '2026-11-26T11:00:00.000Z');
  assert.equal(recoverSince('1h', { disabledAt, schedule: [5] }, NOW), '2026-11-26T11:00:00.000Z');
  assert.equal(isRecoverSpan('1h'), true);
  assert.equal(isRecoverSpan('2h'), false);
});
