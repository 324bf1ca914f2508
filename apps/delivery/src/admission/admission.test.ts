import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { admit, type AdmissionInput, nextWindow, SLOW_AFTER_MS } from './admission.js';
import { RunningAttempts, type AttemptSlot } from './running-attempts.js';

const LIMITS = { fast: 64, slow: 64, reservedForQueues: 8, perWebhook: 16, perWorkspace: 48 };

const idle: AdmissionInput = {
  purpose: 'first',
  limits: LIMITS,
  load: { fast: 0, slow: 0, slowWebhooks: 0 },
  webhook: { running: 0, slow: 0, window: 8 },
  workspace: { fast: 0 },
};

test('each limit bounds how many attempts may start', () => {
  const count = (change: Partial<AdmissionInput>): number => admit({ ...idle, ...change });
  assert.equal(count({}), 8);
  assert.equal(count({ webhook: { running: 8, slow: 0, window: 8 } }), 0, 'the window of the webhook');
  assert.equal(count({ webhook: { running: 16, slow: 0, window: 99 } }), 0, 'the limit of each webhook');
  assert.equal(count({ webhook: { running: 20, slow: 0, window: 8 } }), 0, 'never below zero');
  assert.equal(count({ workspace: { fast: 45 } }), 3, 'the limit of the workspace');
  const almostFull = { fast: 54, slow: 0, slowWebhooks: 0 };
  assert.equal(count({ load: almostFull }), 2, 'the process, without what is kept for queues');
  assert.equal(count({ purpose: 'queue', load: almostFull }), 8);
  assert.equal(
    count({ webhook: { running: 4, slow: 1, window: 8 }, load: { fast: 0, slow: 64, slowWebhooks: 16 } }),
    0,
    'the share of the slow attempts',
  );
});

test('a webhook without slow attempts is not limited by the slow ones of others', () => {
  assert.equal(admit({ ...idle, load: { fast: 0, slow: 200, slowWebhooks: 100 } }), 8);
  assert.equal(admit({ ...idle, load: { fast: 0, slow: 256, slowWebhooks: 100 } }), 0);
});

test('a probe starts alone, whatever the window of the webhook is', () => {
  assert.equal(admit({ ...idle, purpose: 'probe', webhook: { running: 5, slow: 0, window: 1 } }), 1);
});

test('the window grows with successes up to the limit, and a failure halves it', () => {
  assert.equal(nextWindow(undefined, 'ignored', 64), 8);
  assert.equal(nextWindow(undefined, 'ignored', 4), 4);
  assert.equal(nextWindow(8, 'success', 64), 9);
  assert.equal(nextWindow(64, 'success', 64), 64);
  assert.equal(nextWindow(9, 'failure', 64), 4);
  assert.equal(nextWindow(1, 'failure', 64), 1);
});

const webhookIds = ['a', 'b', 'c', 'd', 'e'];
const step = fc.oneof(
  fc.record({
    kind: fc.constant('start' as const),
    webhook: fc.constantFrom(...webhookIds),
    many: fc.nat(20),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    at: fc.nat(),
    result: fc.constantFrom('success' as const, 'failure' as const, 'ignored' as const),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(2_000) }),
);

test('whatever starts and ends, no limit is exceeded by what was admitted, and all slots come back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const running = new RunningAttempts(LIMITS);
      const slots: AttemptSlot[] = [];
      let now = 0;
      for (const one of steps) {
        if (one.kind === 'wait') now += one.ms;
        running.age(now);
        if (one.kind === 'end') {
          const [slot] = slots.splice(one.at % Math.max(1, slots.length), 1);
          if (slot) running.end(slot, one.result);
        }
        if (one.kind === 'start') {
          const count = running.admit(one.webhook, 'w', 'queue');
          for (let n = 0; n < Math.min(count, one.many); n += 1)
            slots.push(running.start(one.webhook, 'w', now));
        }
        const fast = slots.filter(({ startedAt }) => now - startedAt < SLOW_AFTER_MS);
        assert.ok(fast.length <= LIMITS.perWorkspace, `${fast.length} fast attempts`);
        for (const webhook of webhookIds) {
          const own = slots.filter(({ webhookId }) => webhookId === webhook).length;
          assert.ok(own <= LIMITS.perWebhook, `${own} attempts of ${webhook}`);
        }
        assert.equal(running.size, slots.length);
      }
      for (const slot of slots.splice(0)) running.end(slot, 'ignored');
      assert.equal(running.size, 0);
      assert.deepEqual(running.busyWebhooks(), []);
      assert.deepEqual(running.fullWorkspaces(), []);
      assert.equal(running.admit('new', 'w', 'queue'), 8);
    }),
  );
});

test('endpoints that hang leave the fast attempts after one second', () => {
  const running = new RunningAttempts(LIMITS);
  const start = (webhook: string, workspace: string, now: number): number => {
    const count = running.admit(webhook, workspace, 'queue');
    for (let n = 0; n < count; n += 1) running.start(webhook, workspace, now);
    return count;
  };
  for (let number = 0; number < 6; number += 1) start(`hanging-${number}`, `w${number % 2}`, 0);
  start('more', 'w2', 0);
  start('even-more', 'w3', 0);
  assert.equal(running.admit('healthy', 'w4', 'queue'), 0);
  running.age(SLOW_AFTER_MS);
  assert.equal(running.admit('healthy', 'w4', 'queue'), 8);
  assert.equal(running.admit('hanging-0', 'w0', 'queue'), 0);
});
