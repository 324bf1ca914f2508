import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownAttempt } from './shown-attempt.js';
import { shownOutcome } from '../outcome/outcome.js';

test('a blocked address has the same text, duration and phases as a name that cannot be resolved', () => {
  const dns = { outcome: 'dns', detail: 'ENOTFOUND', duration_ms: 812, phases: null };
  const blocked = {
    outcome: 'blocked',
    detail: 'the host resolves to an address that is not public',
    duration_ms: 1,
    phases: { dnsMs: 1, connectMs: null, tlsMs: null, firstByteMs: null },
  };
  assert.deepEqual(shownAttempt(blocked), shownAttempt(dns));
  assert.equal(shownOutcome('blocked'), shownOutcome('dns'));
  assert.equal(shownAttempt(dns).outcome, 'dns');
});

test('every other attempt is returned as it is stored', () => {
  const phases = { dnsMs: 1, connectMs: null, tlsMs: null, firstByteMs: null };
  const refused = { outcome: 'connection', detail: 'ECONNREFUSED', duration_ms: 3, phases };
  assert.deepEqual(shownAttempt(refused), {
    outcome: 'connection',
    detail: 'ECONNREFUSED',
    durationMs: 3,
    phases,
  });
  assert.equal(shownOutcome('aborted'), 'gone');
});
