import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recovery } from '../../../api/deliveries.js';
import { isOutdated, recoveryTitle, waitingOfWebhook, whatIsLeft } from './recovery-sentence.js';

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
  assert.equal(title(['pending']), 'Recovery finished: no delivery was waiting for a later attempt');
  assert.equal(
    title(['failed', 'skipped', 'pending']),
    'Recovery finished: no delivery had failed, was skipped or was waiting for a later attempt',
  );
});

test('after a recovery, what still waits and what is left as failed is counted', () => {
  const left = (waiting: number, hasFailed: boolean, isWaitingPartial = false) =>
    whatIsLeft({ waiting, isWaitingPartial, hasFailed });
  assert.equal(left(0, false), 'No delivery of this webhook waits any more. None is left as failed.');
  assert.equal(left(3, false), '3 deliveries of this webhook still wait. None is left as failed.');
  assert.equal(left(1, true), '1 delivery of this webhook still waits. Some are left as failed.');
});

test('that nothing waits is said only when all that waits was counted', () => {
  assert.equal(
    whatIsLeft({ waiting: 0, isWaitingPartial: true, hasFailed: false }),
    'None is left as failed.',
  );
  assert.equal(
    whatIsLeft({ waiting: 2, isWaitingPartial: true, hasFailed: true }),
    'At least 2 deliveries of this webhook still wait. Some are left as failed.',
  );
});

test('a webhook that is missing in a list that was cut may have deliveries that wait', () => {
  const webhooks = Array.from({ length: 200 }, (_, at) => ({
    webhook_id: `webhook-${at}`,
    deliveries: 1,
    retries: 1,
    oldest_created_at: RECOVERY.since,
  }));
  const waiting = { deliveries: 200, is_partial: false, oldest_created_at: RECOVERY.since, webhooks };
  assert.deepEqual(waitingOfWebhook(waiting, 'webhook-7'), { waiting: 1, isWaitingPartial: false });
  assert.deepEqual(waitingOfWebhook({ ...waiting, is_partial: true }, 'webhook-7'), {
    waiting: 1,
    isWaitingPartial: true,
  });
  assert.deepEqual(waitingOfWebhook(waiting, 'another'), { waiting: 0, isWaitingPartial: false });
  const cut = { ...waiting, deliveries: 201 };
  assert.deepEqual(waitingOfWebhook(cut, 'another'), { waiting: 0, isWaitingPartial: true });
});

test('the result of a recovery is outdated when the webhook was paused or disabled since, and after an hour', () => {
  const ended = Date.parse(RECOVERY.finished_at ?? '');
  const outdated = (over: Partial<Recovery>, after: { paused?: number; disabled?: number }, now = 60_000) => {
    const at = (ms: number | undefined) => (ms === undefined ? undefined : ended + ms);
    return isOutdated(
      { ...RECOVERY, ...over },
      { pausedAt: at(after.paused), disabledAt: at(after.disabled) },
      ended + now,
    );
  };
  assert.equal(outdated({}, {}), false);
  assert.equal(outdated({}, { paused: -1, disabled: -1 }), false);
  assert.equal(outdated({}, { paused: 1 }), true);
  assert.equal(outdated({}, { disabled: 1 }), true);
  assert.equal(outdated({}, {}, 3_600_001), true);
  assert.equal(outdated({ state: 'failed' }, {}, 3_600_001), false);
  assert.equal(outdated({ state: 'running', finished_at: null }, { paused: 1 }), false);
});
