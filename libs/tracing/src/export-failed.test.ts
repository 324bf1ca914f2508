import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportFailed } from './export-failed.js';

test('the reason is a text of ours, and the cause is kept', () => {
  for (const [error, reason] of [
    [
      Object.assign(new Error('connect to 10.0.0.1'), { code: 'ECONNREFUSED' }),
      'the request failed with ECONNREFUSED',
    ],
    [
      Object.assign(new Error('text of the collector'), { code: 401 }),
      'the collector answered with the status 401',
    ],
    [new Error('Request timed out'), 'the collector did not answer in time'],
    [
      new Error('Export failed with retryable status'),
      'the collector answered 429, 502, 503 or 504 until the deadline',
    ],
    [new Error('text of the collector'), 'the request failed'],
    ['text', 'the request failed'],
  ] as const) {
    const failed = exportFailed(error);
    assert.deepEqual([failed.message, failed.cause, failed.messageIsLoggable], [reason, error, true]);
  }
});
