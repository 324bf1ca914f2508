import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptResult, Outcome } from './attempt-result.js';
import { deliveryIdOf, RETRY_DELAYS_MS, retryDelayMs } from './delivery.js';
import { INTERNAL_ERROR_LIMIT, nextState } from './next-state.js';

const made = (outcome: Outcome, retryAfterMs: number | null = null) => {
  const result: AttemptResult = {
    outcome,
    statusCode: null,
    detail: null,
    excerpt: null,
    retryAfterMs,
    startedAt: new Date(0),
    durationMs: 1,
  };
  return { kind: 'attempted', result, bodyHash: '00'.repeat(32) } as const;
};

test('a success ends the delivery', () => {
  const state = nextState({ attempts: 0, retries: 0 }, made('delivered'), 0);
  assert.equal(state.status, 'delivered');
  assert.equal(state.dueInMs, null);
  assert.equal(state.attempts, 1);
  assert.equal(state.attempt?.outcome, 'delivered');
});

test('failures are retried by the schedule, then the delivery has failed', () => {
  let progress = { attempts: 0, retries: 0 };
  const delays: (number | null)[] = [];
  for (;;) {
    const state = nextState(progress, made('endpoint_error'), 0);
    delays.push(state.dueInMs);
    if (state.status === 'failed') break;
    progress = state;
  }
  assert.deepEqual(delays, [...RETRY_DELAYS_MS, null]);
  assert.equal(progress.attempts, RETRY_DELAYS_MS.length);
});

test('a delivery whose endpoint answers 410 fails without a retry', () => {
  assert.equal(nextState({ attempts: 2, retries: 2 }, made('gone'), 0).status, 'failed');
});

test('an internal error does not count as a retry', () => {
  const state = nextState({ attempts: 3, retries: 3 }, made('internal_error'), 0);
  assert.equal(state.status, 'pending');
  assert.equal(state.retries, 3);
});

test('internal errors of one delivery are bounded: their delays double up to one hour, then the delivery has failed', () => {
  let progress = { attempts: 2, retries: 2 };
  const delays: (number | null)[] = [];
  for (;;) {
    const state = nextState(progress, made('internal_error'), 0);
    assert.equal(state.retries, 2);
    delays.push(state.dueInMs);
    if (state.status === 'failed') break;
    progress = state;
    assert.ok(delays.length < 100, 'it never ends');
  }
  assert.equal(delays.length, INTERNAL_ERROR_LIMIT);
  assert.deepEqual(delays.slice(0, 7), [60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 3_600_000]);
  assert.deepEqual(delays.slice(-2), [3_600_000, null]);
});

test('a deferred or skipped job does not count as an attempt', () => {
  const deferred = nextState({ attempts: 1, retries: 1 }, { kind: 'deferred', waitMs: 250.5 }, 0);
  assert.deepEqual(
    [deferred.status, deferred.attempts, deferred.dueInMs, deferred.attempt],
    ['pending', 1, 251, null],
  );
  const skipped = nextState({ attempts: 1, retries: 1 }, { kind: 'skipped' }, 0);
  assert.deepEqual([skipped.status, skipped.attempts, skipped.dueInMs], ['skipped', 1, null]);
});

test('Retry-After can lengthen a delay up to one hour, and cannot shorten it', () => {
  assert.equal(retryDelayMs(0, 60_000, 0), 60_000);
  assert.equal(retryDelayMs(0, 1, 0), 5_000);
  assert.equal(retryDelayMs(0, 86_400_000, 0), 3_600_000);
});

test('jitter lengthens a delay by at most 20 %', () => {
  assert.equal(retryDelayMs(1, null, 0), 30_000);
  assert.equal(retryDelayMs(1, null, 1), 36_000);
});

test('a delivery id is a UUIDv7 with the time of its event, the same in every process', () => {
  const event = '0196f0a4-8c1e-7d20-8f11-0a1b2c3d4e5f';
  const id = deliveryIdOf(event, '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3');
  assert.match(id, /^0196f0a4-8c1e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(id, deliveryIdOf(event, '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3'));
  assert.notEqual(id, deliveryIdOf(event, '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c4'));
});
