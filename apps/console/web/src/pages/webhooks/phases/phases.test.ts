import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phasesOf } from './phases.js';

test('the parts of an attempt follow each other and fill the line', () => {
  const phases = phasesOf({ dns_ms: 10, connect_ms: 20, tls_ms: 30, first_byte_ms: 90, total_ms: 100 });
  assert.deepEqual(
    phases.map(({ name, ms, from, to }) => [name, ms, from, to]),
    [
      ['DNS', 10, 0, 10],
      ['Connect', 20, 10, 30],
      ['TLS', 30, 30, 60],
      ['Waiting', 30, 60, 90],
      ['Response', 10, 90, 100],
    ],
  );
});

test('without an answer the rest is waiting, and an open connection needs no opening', () => {
  const phases = phasesOf({
    dns_ms: null,
    connect_ms: null,
    tls_ms: null,
    first_byte_ms: null,
    total_ms: 15_000,
  });
  assert.deepEqual(
    phases.filter(({ ms }) => ms !== null),
    [{ kind: 'waiting', name: 'Until it failed', ms: 15_000, from: 0, to: 100 }],
  );
});

test('times of less than a millisecond stay within the line', () => {
  const phases = phasesOf({ dns_ms: 1, connect_ms: 1, tls_ms: null, first_byte_ms: 1, total_ms: 1 });
  assert.ok(phases.every(({ from, to }) => from <= to && to <= 100));
});
