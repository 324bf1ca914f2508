import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf, type RollingReport, textOf } from './report.js';

const GOOD: RollingReport = {
  services: { registry: { restarts: 1, requests: 9, failed: 0, slowestMs: 12 } },
  stops: [{ name: 'registry', exitCode: 0, ms: 300 }],
  refused: 0,
  streams: { reconnected: 1, broken: 0, refused: 0, messages: 5, wrong: 0 },
  events: { captured: 3, delivered: 3, lost: 0, duplicates: 1, slowestMs: 40 },
};

test('a run without a failure has passed; an event that is delivered again is no failure', () => {
  assert.deepEqual(problemsOf(GOOD), []);
  assert.match(textOf(GOOD), /\nrolling: PASSED: 1 restarts, 9 requests, 0 failed, 0 events lost$/);
});

const BAD: readonly [name: string, report: RollingReport][] = [
  [
    'a failed request',
    { ...GOOD, services: { registry: { restarts: 1, requests: 9, failed: 1, slowestMs: 1 } } },
  ],
  ['no request', { ...GOOD, services: { registry: { restarts: 1, requests: 0, failed: 0, slowestMs: 1 } } }],
  ['no restart', { ...GOOD, services: { registry: { restarts: 0, requests: 9, failed: 0, slowestMs: 1 } } }],
  ['a stop that a signal ended', { ...GOOD, stops: [{ name: 'registry', exitCode: null, ms: 1 }] }],
  ['a refused connection', { ...GOOD, refused: 1 }],
  ['a message that a stream left out', { ...GOOD, streams: { ...GOOD.streams, wrong: 1 } }],
  ['a stream that broke off', { ...GOOD, streams: { ...GOOD.streams, broken: 1 } }],
  ['a stream that could not be opened', { ...GOOD, streams: { ...GOOD.streams, refused: 1 } }],
  ['no stream that was opened again', { ...GOOD, streams: { ...GOOD.streams, reconnected: 0 } }],
  ['a lost event', { ...GOOD, events: { ...GOOD.events, lost: 1 } }],
  ['no event', { ...GOOD, events: { ...GOOD.events, captured: 0 } }],
];

for (const [name, report] of BAD) {
  test(`a run with ${name} has failed`, () => {
    assert.equal(problemsOf(report).length, 1);
    assert.match(textOf(report), /\nrolling: FAILED: 1 problems$/);
  });
}
