import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SCHEDULE } from '@flowforge/contracts/routing/webhook-settings';
import type { AttemptResult, ReceiverCommand } from './attempt-result.js';
import { deliveryIdOf, retryDelayMs } from './delivery.js';
import { INTERNAL_ERROR_LIMIT, nextState } from './next-state.js';
import type { Outcome } from '../outcome/outcome.js';

/** The random number that leaves a delay as it is. */
const NO_JITTER = 0.5;

const made = (
  outcome: Outcome,
  command: ReceiverCommand | null = null,
  schedule: readonly number[] = DEFAULT_SCHEDULE,
) => {
  const result: AttemptResult = {
    outcome,
    statusCode: null,
    detail: null,
    excerpt: null,
    retryAfterMs: null,
    command,
    startedAt: new Date(0),
    durationMs: 1,
    timing: null,
    headers: null,
  };
  return { kind: 'attempted', result, bodyHash: '00'.repeat(32), schedule } as const;
};

const before = (retries: number, internalErrors = 0) => ({ attempts: retries, retries, internalErrors });

test('a success ends the delivery', () => {
  const state = nextState(before(0), made('delivered'), 0);
  assert.equal(state.status, 'delivered');
  assert.equal(state.dueInMs, null);
  assert.equal(state.attempts, 1);
  assert.equal(state.attempt?.outcome, 'delivered');
});

test('failures are retried by the schedule, then the delivery has failed', () => {
  let progress: { attempts: number; retries: number } = before(0);
  const delays: (number | null)[] = [];
  for (;;) {
    const state = nextState({ ...progress, internalErrors: 0 }, made('endpoint_error'), NO_JITTER);
    delays.push(state.dueInMs);
    if (state.status === 'failed') break;
    progress = state;
  }
  assert.deepEqual(delays, [...DEFAULT_SCHEDULE.map((seconds) => seconds * 1_000), null]);
  assert.equal(progress.attempts, DEFAULT_SCHEDULE.length);
});

test('a webhook with its own schedule is retried by it; after a change to a shorter one the delivery has failed', () => {
  const own = made('endpoint_error', null, [1, 604_800]);
  const of = (retries: number) => nextState(before(retries), own, NO_JITTER);
  assert.deepEqual([of(0).dueInMs, of(1).dueInMs], [1_000, 604_800_000]);
  assert.deepEqual([of(2).status, of(7).status], ['failed', 'failed']);
});

test('a delivery whose endpoint asks for no further attempt fails without a retry', () => {
  const state = nextState(before(0), made('endpoint_error', 'abort-message'), NO_JITTER);
  assert.deepEqual([state.status, state.attempts, state.dueInMs], ['failed', 1, null]);
});

test('a delivery whose endpoint answers 410 fails without a retry', () => {
  assert.equal(nextState(before(2), made('gone'), 0).status, 'failed');
});

test('an internal error does not count as a retry', () => {
  const state = nextState(before(3), made('internal_error'), 0);
  assert.equal(state.status, 'pending');
  assert.equal(state.retries, 3);
});

test('internal errors of one delivery are bounded: their delays double up to one hour, then the delivery has failed', () => {
  const delays: (number | null)[] = [];
  for (let errors = 0; errors < INTERNAL_ERROR_LIMIT; errors += 1) {
    const state = nextState(before(2, errors), made('internal_error'), 0);
    assert.equal(state.retries, 2);
    assert.equal(state.status, errors + 1 < INTERNAL_ERROR_LIMIT ? 'pending' : 'failed');
    delays.push(state.dueInMs);
  }
  assert.deepEqual(delays.slice(0, 7), [60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 3_600_000]);
  assert.deepEqual(delays.slice(-2), [3_600_000, null]);
});

test('attempts that were no internal errors do not count as such: those before a resend, or whose result was lost', () => {
  const state = nextState({ attempts: 30, retries: 0, internalErrors: 0 }, made('internal_error'), 0);
  assert.deepEqual([state.status, state.dueInMs], ['pending', 60_000]);
});

test('a deferred or skipped task does not count as an attempt', () => {
  const deferred = nextState(before(1), { kind: 'deferred', waitMs: 250.5 }, 0);
  assert.deepEqual(
    [deferred.status, deferred.attempts, deferred.dueInMs, deferred.attempt],
    ['pending', 1, 251, null],
  );
  const skipped = nextState(before(1), { kind: 'skipped' }, 0);
  assert.deepEqual([skipped.status, skipped.attempts, skipped.dueInMs], ['skipped', 1, null]);
});

test('Retry-After can lengthen a delay up to one hour, and cannot shorten it', () => {
  assert.equal(retryDelayMs([5], 0, 60_000, 0), 60_000);
  assert.equal(retryDelayMs([5], 0, 1, NO_JITTER), 5_000);
  assert.equal(retryDelayMs([5], 0, 86_400_000, 0), 3_600_000);
});

test('jitter changes a delay by at most 20 %, up or down', () => {
  assert.equal(retryDelayMs([5, 30], 1, null, 0), 24_000);
  assert.equal(retryDelayMs([5, 30], 1, null, NO_JITTER), 30_000);
  assert.equal(retryDelayMs([5, 30], 1, null, 1), 36_000);
});

test('a delivery id is a UUIDv7 with the time of its event, the same in every process', () => {
  const event = '0196f0a4-8c1e-7d20-8f11-0a1b2c3d4e5f';
  const id = deliveryIdOf(event, '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3');
  assert.match(id, /^0196f0a4-8c1e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(id, deliveryIdOf(event, '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3'));
  assert.notEqual(id, deliveryIdOf(event, '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c4'));
});
