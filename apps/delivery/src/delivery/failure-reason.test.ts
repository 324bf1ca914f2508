import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptResult, ReceiverCommand } from './attempt-result.js';
import { type FailureReason, failureReasonOf, failureReasonOfOutcome } from './failure-reason.js';
import { nextState } from './next-state.js';
import type { Outcome } from '../outcome/outcome.js';

const resultOf = (outcome: Outcome, command: ReceiverCommand | null): AttemptResult => ({
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
});

test('a delivery that fails tells why', () => {
  const cases: [Outcome, ReceiverCommand | null, number, FailureReason | null][] = [
    ['endpoint_error', null, 0, null],
    ['endpoint_error', null, 2, 'retries_used_up'],
    ['dns', null, 2, 'retries_used_up'],
    ['gone', 'disable', 0, 'gone'],
    ['endpoint_error', 'abort-message', 0, 'aborted'],
    ['internal_error', null, 0, null],
    ['delivered', null, 0, null],
  ];
  for (const [outcome, command, retries, reason] of cases) {
    const end = {
      kind: 'attempted',
      result: resultOf(outcome, command),
      bodyHash: null,
      schedule: [1, 2],
    } as const;
    assert.equal(
      failureReasonOf(nextState({ attempts: retries, retries, internalErrors: 0 }, end, 0)),
      reason,
      `${outcome} ${retries}`,
    );
  }
  const last = {
    kind: 'attempted',
    result: resultOf('internal_error', null),
    bodyHash: null,
    schedule: [1],
  } as const;
  assert.equal(
    failureReasonOf(nextState({ attempts: 19, retries: 0, internalErrors: 19 }, last, 0)),
    'internal_errors',
  );
});

test('the reason of a delivery that failed before reasons were stored follows from its last outcome', () => {
  assert.equal(failureReasonOfOutcome('aborted'), 'gone', 'the old name of gone');
  assert.equal(failureReasonOfOutcome('internal_error'), 'internal_errors');
  assert.equal(failureReasonOfOutcome('tls'), 'retries_used_up');
  assert.equal(failureReasonOfOutcome(null), 'retries_used_up');
});
