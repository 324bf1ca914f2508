import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf, detailOfResponse, outcomeOfResponse, retryAfterMs } from './attempt-result.js';
import { outcomeOfStored } from '../outcome/outcome.js';

test('2xx is delivered, 410 is gone, every other status is an endpoint error', () => {
  const outcomes = [200, 204, 299, 301, 308, 400, 410, 429, 500, 503].map((status) =>
    outcomeOfResponse(status, commandOf(status, undefined)),
  );
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

test('the header webhook-delivery disables the webhook with every status, and ends a delivery that was not accepted', () => {
  const table: [number, string | undefined, ReturnType<typeof commandOf>, string][] = [
    [200, undefined, null, 'delivered'],
    [200, 'disable', 'disable', 'delivered'],
    [200, 'abort-message', null, 'delivered'],
    [400, ' Abort-Message ', 'abort-message', 'endpoint_error'],
    [302, 'abort-message', 'abort-message', 'endpoint_error'],
    [503, 'DISABLE', 'disable', 'gone'],
    [410, undefined, 'disable', 'gone'],
    [410, 'abort-message', 'disable', 'gone'],
    [500, 'retry', null, 'endpoint_error'],
    [500, '', null, 'endpoint_error'],
  ];
  for (const [status, header, command, outcome] of table) {
    assert.equal(commandOf(status, header), command, `${status} ${header}`);
    assert.equal(outcomeOfResponse(status, command), outcome, `${status} ${header}`);
  }
  assert.equal(detailOfResponse(503, 'disable'), 'the endpoint answered with webhook-delivery: disable');
  assert.deepEqual([detailOfResponse(410, 'disable'), detailOfResponse(200, 'disable')], [null, null]);
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
