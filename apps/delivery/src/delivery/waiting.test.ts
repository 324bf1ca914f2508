import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { waitingOf, type WaitingRow } from './waiting.js';

const now = new Date('2026-05-20T10:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
const row: WaitingRow = {
  due_at: now,
  waits_for_order: false,
  attempts: 1,
  circuit: 'closed',
  blocked_until: null,
  rate_resumes_at: null,
  now,
};

test('a delivery that does not wait has no reason', () => {
  assert.equal(waitingOf({ ...row, due_at: null }), null);
});

test('a delivery waits for its retry, and at its time for room in the queue', () => {
  const retry = { reason: 'retry', until: later(30), nextAttemptAt: later(30) };
  assert.deepEqual(waitingOf({ ...row, due_at: later(30) }), retry);
  const queue = { reason: 'queue', until: null, nextAttemptAt: now };
  assert.deepEqual(waitingOf({ ...row, due_at: later(-30) }), queue, 'the next attempt is never in the past');
  assert.deepEqual(waitingOf({ ...row, circuit: null }), queue);
});

test('a delivery without an attempt that is due later was put off by the queue', () => {
  const expected = { reason: 'queue', until: null, nextAttemptAt: later(5) };
  assert.deepEqual(waitingOf({ ...row, attempts: 0, due_at: later(5) }), expected);
});

test('a delivery that waits for its order has no time', () => {
  const expected = { reason: 'order', until: null, nextAttemptAt: null };
  assert.deepEqual(waitingOf({ ...row, due_at: null, waits_for_order: true }), expected);
});

test('a due delivery waits for the rate limit of its webhook', () => {
  const limited = { ...row, rate_resumes_at: later(6) };
  const expected = { reason: 'rate_limit', until: null, nextAttemptAt: later(6) };
  assert.deepEqual(waitingOf(limited), expected);
  assert.equal(waitingOf({ ...limited, due_at: later(30) })?.reason, 'retry');
  assert.equal(waitingOf({ ...limited, rate_resumes_at: later(-6) })?.reason, 'queue');
});

test('a delivery waits for the circuit when that lasts longer than the wait for the retry', () => {
  const open: WaitingRow = { ...row, circuit: 'open', blocked_until: later(20) };
  const circuit = { reason: 'circuit', until: later(20), nextAttemptAt: later(20) };
  assert.deepEqual(waitingOf(open), circuit);
  assert.deepEqual(waitingOf({ ...open, due_at: later(10) }), circuit);
  assert.equal(waitingOf({ ...open, due_at: later(60) })?.reason, 'retry');
});

test('an open circuit whose reset time is over still is the reason: the delivery waits for the probe', () => {
  const over = waitingOf({ ...row, due_at: later(-60), circuit: 'open', blocked_until: later(-5) });
  assert.deepEqual(over, { reason: 'circuit', until: now, nextAttemptAt: now });
});

test('while a probe runs, the end of the wait is not known', () => {
  const probing = waitingOf({ ...row, circuit: 'half_open', blocked_until: later(8) });
  assert.deepEqual(probing, { reason: 'circuit', until: null, nextAttemptAt: null });
});

test('whatever is stored, no time is in the past, and the reason is one that holds now', () => {
  const time = fc.option(fc.integer({ min: -100_000, max: 100_000 }).map(later));
  const stored = fc.record({
    due_at: time,
    waits_for_order: fc.constantFrom(true, false, null),
    attempts: fc.nat(3),
    circuit: fc.constantFrom('closed' as const, 'open' as const, 'half_open' as const, null),
    blocked_until: time,
    rate_resumes_at: time,
  });
  fc.assert(
    fc.property(stored, (given) => {
      const waiting = waitingOf({ ...given, now });
      if (waiting === null) return;
      const { reason, until, nextAttemptAt } = waiting;
      for (const at of [until, nextAttemptAt]) assert.ok(at === null || at >= now);
      if (until !== null) assert.ok(nextAttemptAt !== null && until <= nextAttemptAt);
      const holds = {
        order: given.waits_for_order === true,
        circuit: given.circuit === 'open' || given.circuit === 'half_open',
        retry: given.attempts > 0 && given.due_at !== null && given.due_at > now,
        rate_limit: given.rate_resumes_at !== null && given.rate_resumes_at > now,
        queue: given.waits_for_order !== true,
      };
      assert.ok(holds[reason], `${reason}: ${JSON.stringify(given)}`);
    }),
  );
});
