import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterProbe, opens } from './circuit.js';

test('ten failures in a row open a circuit', () => {
  assert.equal(opens({ successes: 1_000, failures: 9, failuresInARow: 9 }), false);
  assert.equal(opens({ successes: 1_000, failures: 10, failuresInARow: 10 }), true);
});

test('a circuit opens when half of ten or more attempts failed', () => {
  assert.equal(opens({ successes: 4, failures: 5, failuresInARow: 1 }), false);
  assert.equal(opens({ successes: 5, failures: 5, failuresInARow: 1 }), true);
  assert.equal(opens({ successes: 6, failures: 5, failuresInARow: 1 }), false);
});

test('a probe closes the circuit or opens it again; an ignored one is repeated', () => {
  assert.equal(afterProbe('success'), 'close');
  assert.equal(afterProbe('failure'), 'open');
  assert.equal(afterProbe('ignored'), 'probe_again');
});
