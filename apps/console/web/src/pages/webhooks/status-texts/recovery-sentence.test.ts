import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recovery } from '../../../api/deliveries.js';
import { recoveryTitle, whatIsLeft } from './recovery-sentence.js';

const RECOVERY: Recovery = {
  id: '0196f0b2-1c3d-7e4f-8a5b-6c7d8e9f0a1b',
  webhook_id: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  since: '2026-05-20T08:00:00.000Z',
  until: '2026-05-20T10:00:00.000Z',
  statuses: ['failed', 'skipped'],
  state: 'completed',
  failure_reason: null,
  matched: 12,
  requeued: 12,
  examined_until: '2026-05-20T10:00:00.000Z',
  created_at: '2026-05-20T10:00:00.000Z',
  finished_at: '2026-05-20T10:00:02.000Z',
};

test('a recovery says what it does, and at its end what it did', () => {
  const title = (over: Partial<Recovery>) => recoveryTitle({ ...RECOVERY, ...over });
  assert.equal(
    title({ state: 'running', requeued: 1 }),
    'Recovery runs: 1 delivery queued to be sent so far',
  );
  assert.equal(title({}), 'Recovery finished: 12 deliveries queued to be sent');
  assert.equal(title({ state: 'cancelled' }), 'Recovery cancelled: 12 deliveries queued to be sent before');
  assert.equal(title({ state: 'failed', requeued: 0 }), 'Recovery failed: nothing queued to be sent before');
});

test('a recovery that found nothing names what it looked for', () => {
  const title = (statuses: Recovery['statuses']) =>
    recoveryTitle({ ...RECOVERY, statuses, matched: 0, requeued: 0 });
  assert.equal(title(['failed', 'skipped']), 'Recovery finished: no delivery had failed or was skipped');
  assert.equal(title(['pending']), 'Recovery finished: no delivery was waiting for its next attempt');
  assert.equal(
    title(['failed', 'skipped', 'pending']),
    'Recovery finished: no delivery had failed, was skipped or was waiting for its next attempt',
  );
});

test('after a recovery, what still waits and what is left as failed is counted', () => {
  assert.equal(whatIsLeft(0, 0), 'No delivery of this webhook waits any more, and none is left as failed.');
  assert.equal(whatIsLeft(3, 0), '3 deliveries of this webhook still wait.');
  assert.equal(whatIsLeft(1, 2), '1 delivery of this webhook still waits; 2 are left as failed.');
  assert.equal(whatIsLeft(0, 1), 'No delivery of this webhook waits any more; 1 is left as failed.');
});
