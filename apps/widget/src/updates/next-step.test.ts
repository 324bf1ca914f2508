import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextStep } from './next-step.js';

const UNREACHABLE = { kind: 'unreachable', retryAfterMs: null } as const;

test('a stream that worked is opened again soon, at a random moment', () => {
  assert.deepEqual(nextStep({ kind: 'ended' }, true, null, 0, 0), { kind: 'reopen', afterMs: 0 });
  assert.deepEqual(nextStep(UNREACHABLE, true, null, 0, 1), { kind: 'reopen', afterMs: 1_500 });
});

test('the server says when a stream that worked is opened again', () => {
  assert.deepEqual(nextStep({ kind: 'ended' }, true, 2_741, 0, 1), { kind: 'reopen', afterMs: 2_741 });
});

test('the first failure opens the stream again, later ones ask for messages, ever slower', () => {
  assert.deepEqual(nextStep(UNREACHABLE, false, null, 1, 1), { kind: 'reopen', afterMs: 1_000 });
  assert.deepEqual(nextStep({ kind: 'ended' }, false, null, 2, 1), { kind: 'poll', afterMs: 2_000 });
  assert.deepEqual(nextStep(UNREACHABLE, false, null, 10, 1), { kind: 'poll', afterMs: 30_000 });
});

test('a server without streams is polled at once, and its wish to wait is respected', () => {
  assert.equal(nextStep({ kind: 'refused', status: 404, code: '' }, false, null, 1, 1).kind, 'poll');
  const busy = { kind: 'unreachable', retryAfterMs: 5_000 } as const;
  assert.deepEqual(nextStep(busy, false, null, 1, 1), { kind: 'reopen', afterMs: 5_000 });
});

test('a conversation that has ended needs no stream', () => {
  assert.deepEqual(nextStep({ kind: 'closed' }, true, null, 0, 1), { kind: 'stop', end: 'closed' });
  assert.deepEqual(nextStep({ kind: 'expired' }, false, null, 3, 1), { kind: 'stop', end: 'expired' });
});
