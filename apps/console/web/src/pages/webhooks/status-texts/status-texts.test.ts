import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt, Circuit, Delivery, DeliveryWithAttempts } from '../../../api/deliveries.js';
import type { Webhook } from '../../../api/webhooks.js';
import { deliverySentence, nextStep, sentSentence } from './delivery-sentence.js';
import { hourText } from './hour-text.js';
import { pausedSentence } from './paused-sentence.js';
import { sendChoice } from './send-choice.js';
import { webhookState } from './webhook-state.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const at = (seconds: number): string => new Date(NOW + seconds * 1_000).toISOString();

const attempt = (number: number, outcome: Attempt['outcome']): Attempt => ({
  attempt: number,
  started_at: at(-60),
  duration_ms: 12,
  outcome,
  status_code: outcome === 'delivered' ? 200 : 500,
  detail: null,
  response_excerpt: null,
  response_headers: [],
  timing: null,
});

const DELIVERY: DeliveryWithAttempts = {
  id: '0196f0a4-8c1e-7b3d-9a52-6f0c1d2e3b4a',
  event_id: '0196f0a4-8c1e-7d20-8f11-0a1b2c3d4e5f',
  event: 'captured_form.created',
  webhook_id: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  conversation_id: '0196f0a4-7a10-7c31-b0d4-1c2d3e4f5a6b',
  payload_version: '2026-05',
  status: 'pending',
  attempt_count: 1,
  last_outcome: 'endpoint_error',
  last_status_code: 503,
  failure_reason: null,
  next_attempt_at: null,
  waiting_for: null,
  created_at: at(-60),
  finished_at: null,
  attempts: [attempt(1, 'endpoint_error')],
};

const WEBHOOK: Webhook = {
  id: DELIVERY.webhook_id,
  name: 'CRM',
  endpoint: 'https://crm.example.com/hooks',
  enabled: true,
  event_types: ['captured_form.created'],
  payload_version: '2026-05',
  schedule: [5],
  rate_limit: null,
  ordering: 'none',
  headers: {},
  disabled_reason: null,
  disabled_at: null,
  disabled_by_delivery_id: null,
  secrets: [],
  revision: 1,
  created_at: at(-60),
  updated_at: at(-60),
};

const CIRCUIT: Circuit = {
  webhook_id: WEBHOOK.id,
  state: 'open',
  since: at(-720),
  reason: 'endpoint_timeout',
  next_probe_at: at(39.2),
};

test('a waiting delivery says for what, until when, and which attempt comes next', () => {
  const sentence = (reason: 'retry' | 'circuit' | 'order', until: string | null) =>
    deliverySentence({ ...DELIVERY, waiting_for: { reason, until } }, NOW, 11);
  assert.equal(sentence('retry', at(33.4)), 'Next attempt in 34 s (2 of 12).');
  assert.equal(sentence('retry', at(-1)), 'Next attempt now (2 of 12).');
  assert.equal(
    sentence('circuit', at(40)),
    'Waits because the endpoint keeps failing: the next probe can start in 40 s.',
  );
  assert.equal(sentence('circuit', null), 'Waits because the endpoint keeps failing: a probe is running.');
  assert.equal(sentence('order', null), 'Waits for an earlier event of the same conversation.');
});

test('a skipped delivery says whether it was tried before', () => {
  const sentence = (attempt_count: number) =>
    deliverySentence({ ...DELIVERY, status: 'skipped', attempt_count }, NOW, 11);
  assert.equal(sentence(0), 'The webhook was disabled or deleted before this could be sent.');
  assert.equal(
    sentence(2),
    'The webhook was disabled or deleted after 2 attempts that failed, so nothing more was sent.',
  );
});

test('a final delivery says how it ended', () => {
  assert.equal(
    deliverySentence({ ...DELIVERY, status: 'delivered', attempt_count: 3 }, NOW, 11),
    'Your endpoint accepted it after 3 attempts.',
  );
  assert.equal(
    deliverySentence(
      { ...DELIVERY, status: 'failed', failure_reason: 'retries_used_up', attempt_count: 12 },
      NOW,
      11,
    ),
    'Your endpoint accepted none of 12 attempts. No retry is left.',
  );
});

test('a delivery that was sent again says so, and does not count its attempts against one schedule', () => {
  const waiting_for = { reason: 'retry', until: at(5) } as const;
  const sentence = (over: Partial<DeliveryWithAttempts>) =>
    deliverySentence({ ...DELIVERY, ...over }, NOW, 11);
  const delivered = [attempt(1, 'delivered'), attempt(2, 'endpoint_error')];
  assert.equal(sentence({ waiting_for, attempt_count: 13 }), 'Next attempt in 5 s (14).');
  assert.equal(sentence({ waiting_for, attempt_count: 2, attempts: delivered }), 'Next attempt in 5 s (3).');
  assert.equal(
    sentence({ status: 'failed', failure_reason: 'retries_used_up', attempt_count: 13, attempts: delivered }),
    'Your endpoint accepted it before, but not when it was sent again. No retry is left.',
  );
  assert.equal(
    sentence({
      status: 'delivered',
      attempt_count: 2,
      attempts: [attempt(1, 'delivered'), attempt(2, 'delivered')],
    }),
    'Your endpoint accepted it 2 times.',
  );
});

test('the answer to “Send again” and “Send now” says which attempt follows, or why it cannot start yet', () => {
  const sentence = (reason: 'queue' | 'circuit' | 'rate_limit', until: string | null = null) =>
    sentSentence({ ...DELIVERY, attempt_count: 12, waiting_for: { reason, until } }, NOW);
  assert.equal(sentence('queue'), 'It is queued. Attempt 13 starts in a moment.');
  assert.equal(
    sentence('circuit', at(20)),
    'It is queued. Sending is paused because the endpoint keeps failing: the next probe can start in 20 s. Nothing else is sent until a probe has succeeded.',
  );
  assert.match(sentence('rate_limit'), /rate limit of the webhook/);
});

test('“Send now” is offered only where it can start something', () => {
  const choice = (over: Partial<Delivery>, isEnabled = true) =>
    sendChoice({ ...DELIVERY, ...over }, isEnabled);
  const waits = (reason: 'retry' | 'order' | 'circuit') => ({ waiting_for: { reason, until: null } });
  assert.deepEqual(choice(waits('retry')), { action: 'Send now' });
  assert.deepEqual(choice({ status: 'failed' }), { action: 'Send again' });
  assert.deepEqual(choice({ status: 'in_flight' }), {});
  assert.match(choice(waits('order')).hint ?? '', /^To keep their order/);
  assert.match(choice(waits('circuit')).hint ?? '', /^It cannot be sent earlier/);
  assert.equal(choice(waits('circuit')).action, undefined);
  assert.match(choice({ status: 'skipped' }, false).hint ?? '', /Enable it first/);
  assert.equal(choice({ status: 'skipped' }, false).action, undefined);
  assert.deepEqual(choice({ status: 'delivered' }, false), {});
});

test('the state of a webhook names its circuit and the next probe', () => {
  assert.deepEqual(webhookState(WEBHOOK, undefined, NOW), { word: 'Enabled', tone: 'success', icon: 'ok' });
  assert.equal(webhookState(WEBHOOK, undefined, NOW, 4).note, '4 wait for a retry');
  assert.equal(webhookState(WEBHOOK, undefined, NOW, 1).note, '1 waits for a retry');
  assert.equal(
    webhookState(WEBHOOK, { ...CIRCUIT, next_probe_at: at(-1) }, NOW).note,
    'circuit open, the next delivery that is due is the probe',
  );
  assert.equal(webhookState(WEBHOOK, CIRCUIT, NOW).note, 'circuit open, next probe in 40 s');
  assert.equal(
    webhookState(WEBHOOK, { ...CIRCUIT, state: 'half_open', next_probe_at: null }, NOW).note,
    'circuit open, a probe is running',
  );
  assert.equal(
    webhookState({ ...WEBHOOK, enabled: false, disabled_reason: 'gone' }, CIRCUIT, NOW).note,
    'asked for no more events',
  );
});

test('what waits behind an open circuit says when the next probe starts', () => {
  const sentence = (next_probe_at: string | null) =>
    pausedSentence({ ...CIRCUIT, next_probe_at }, NOW, false);
  assert.match(
    sentence(at(39.2)),
    /^The next probe can start in 40 s\. It is the first delivery that is due then\./,
  );
  assert.match(sentence(null), /^A probe is running\./);
  assert.equal(sentence(at(-1)), 'The next delivery that is due is the probe.');
  assert.match(pausedSentence({ ...CIRCUIT, next_probe_at: at(-1) }, NOW, true), /press “Send now”/);
});

test('a table has room for a few words about what comes next', () => {
  const step = (reason: 'retry' | 'circuit' | 'rate_limit', until: string | null) =>
    nextStep({ ...DELIVERY, waiting_for: { reason, until } }, NOW);
  assert.equal(step('retry', at(34)), 'in 34 s');
  assert.equal(step('circuit', at(40)), 'probe in 40 s');
  assert.equal(step('rate_limit', null), 'rate limit');
  assert.equal(nextStep({ ...DELIVERY, status: 'delivered' }, NOW), '');
});

test('of a failure only the hour is known', () => {
  assert.equal(hourText(NOW - 7_200_000, NOW), '1 h ago');
  assert.equal(hourText(NOW - 60_000, NOW), 'this hour');
});
