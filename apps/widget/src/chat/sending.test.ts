import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendingStep } from './sending.js';

const unreachable = { kind: 'unreachable', retryAfterMs: null } as const;

test('a message is tried three times, then the visitor decides', () => {
  assert.deepEqual(sendingStep(unreachable, 1, true), { kind: 'retry', afterMs: 800 });
  assert.deepEqual(sendingStep(unreachable, 2, true), { kind: 'retry', afterMs: 2_500 });
  assert.deepEqual(sendingStep(unreachable, 3, true), { kind: 'fail' });
});

test('a busy server is given the time it asks for', () => {
  const busy = { kind: 'unreachable', retryAfterMs: 5_000 } as const;
  assert.deepEqual(sendingStep(busy, 1, true), { kind: 'retry', afterMs: 5_000 });
});

test('without a network a message waits for it', () => {
  assert.deepEqual(sendingStep(unreachable, 9, false), { kind: 'wait' });
});

test('a refusal is final, and an end ends the conversation', () => {
  assert.equal(sendingStep({ kind: 'refused', status: 403, code: '' }, 1, true).kind, 'fail');
  assert.deepEqual(sendingStep({ kind: 'closed' }, 1, true), { kind: 'end', end: 'closed' });
  assert.deepEqual(sendingStep({ kind: 'expired' }, 1, false), { kind: 'end', end: 'expired' });
});
