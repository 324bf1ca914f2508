import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Circuit, Statistics, WaitingDeliveries } from '../../api/deliveries.js';
import {
  concernsOf,
  dayOf,
  deliveredNote,
  failuresByOutcome,
  isBehind,
  mostFrequentFailure,
  rankedEndpoints,
  recentFailures,
  verdictOf,
  withoutDeleted,
} from './summary.js';

const NONE = {
  delivered: 0,
  endpoint_error: 0,
  endpoint_timeout: 0,
  connection: 0,
  dns: 0,
  tls: 0,
  gone: 0,
  internal_error: 0,
};
const STATISTICS: Statistics = {
  bucket: 'hour',
  webhooks: null,
  items: [
    {
      start: '2026-05-20T09:00:00.000Z',
      events: 4,
      deliveries: { delivered: 3, failed: 1, skipped: 0 },
      attempts: { ...NONE, delivered: 3, endpoint_error: 2, internal_error: 1 },
      latency: null,
    },
    {
      start: '2026-05-20T10:00:00.000Z',
      events: 2,
      deliveries: { delivered: 2, failed: 0, skipped: 0 },
      attempts: { ...NONE, delivered: 2, endpoint_timeout: 5 },
      latency: null,
    },
  ],
};

test('a day adds up its hours, and tells our failures from those of endpoints', () => {
  assert.deepEqual(dayOf(STATISTICS), {
    events: 6,
    delivered: 5,
    attempts: 13,
    endpointFailures: 7,
    ownFailures: 1,
    failed: 1,
    skipped: 0,
  });
});

test('failures are listed by how often they happened', () => {
  assert.deepEqual(failuresByOutcome(STATISTICS), [
    { outcome: 'endpoint_timeout', count: 5 },
    { outcome: 'endpoint_error', count: 2 },
    { outcome: 'internal_error', count: 1 },
  ]);
});

test('the failure of an endpoint is the one that happened most often', () => {
  assert.equal(
    mostFrequentFailure({ ...NONE, delivered: 9, connection: 4, endpoint_error: 2 }),
    'connection',
  );
  assert.equal(mostFrequentFailure({ ...NONE, delivered: 9 }), null);
});

test('recent failures are those of this hour and the hour before it', () => {
  const earlier = STATISTICS.items.map((bucket) => ({ ...bucket, start: '2026-05-20T01:00:00.000Z' }));
  assert.equal(recentFailures(STATISTICS), 7);
  assert.equal(recentFailures({ ...STATISTICS, items: [...earlier, ...STATISTICS.items] }), 7);
});

const WEBHOOK = { id: 'webhook-1', name: 'CRM', enabled: true, disabled_reason: null, disabled_at: null };
const SINCE = '2026-05-20T09:00:00.000Z';
const WAITING: WaitingDeliveries = {
  deliveries: 5,
  is_partial: false,
  oldest_created_at: SINCE,
  webhooks: [
    { webhook_id: WEBHOOK.id, deliveries: 3, retries: 2, oldest_created_at: SINCE },
    { webhook_id: 'webhook-2', deliveries: 2, retries: 0, oldest_created_at: SINCE },
  ],
};
const IDLE: WaitingDeliveries = { deliveries: 0, is_partial: false, oldest_created_at: null, webhooks: [] };
const NO_FAILED = { items: [], isPartial: false };
const CIRCUIT: Circuit = {
  webhook_id: WEBHOOK.id,
  state: 'open',
  since: '2026-05-20T09:02:00.000Z',
  reason: 'connection',
  next_probe_at: null,
};

test('a webhook with deliveries that wait for a retry needs attention, one whose deliveries wait otherwise does not', () => {
  const concern = { webhookId: 'webhook-1', kind: 'retrying', since: SINCE, deliveries: 2 };
  assert.deepEqual(concernsOf([WEBHOOK], [], WAITING, NO_FAILED), [{ ...concern, isPartial: false }]);
  assert.deepEqual(concernsOf([WEBHOOK], [], { ...WAITING, is_partial: true }, NO_FAILED), [
    { ...concern, isPartial: true },
  ]);
});

test('a webhook with deliveries that are left as failed needs attention, until they are sent again', () => {
  const failed = { items: [{ webhook_id: 'webhook-1' }, { webhook_id: 'webhook-1' }], isPartial: false };
  const concern = { webhookId: 'webhook-1', kind: 'failed', since: null, deliveries: 2, isPartial: false };
  assert.deepEqual(concernsOf([WEBHOOK], [], IDLE, failed), [concern]);
  assert.deepEqual(concernsOf([WEBHOOK], [], IDLE, { ...failed, isPartial: true }), [
    { ...concern, isPartial: true },
  ]);
  // They cannot be sent while the webhook is disabled, and not now while it is paused.
  assert.deepEqual(concernsOf([{ ...WEBHOOK, enabled: false }], [], IDLE, failed), [
    { ...concern, kind: 'failed_disabled' },
  ]);
  const gone = { ...WEBHOOK, enabled: false, disabled_reason: 'gone' as const };
  assert.deepEqual(
    concernsOf([gone], [], IDLE, failed).map(({ kind }) => kind),
    ['disabled'],
  );
  const kinds = concernsOf([WEBHOOK], [CIRCUIT], IDLE, failed).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['paused']);
});

test('what a deleted webhook has left as failed does not count, as far as all webhooks are known', () => {
  const failed = { items: [{ webhook_id: 'webhook-1' }, { webhook_id: 'deleted' }], isPartial: false };
  const webhooks = { items: [WEBHOOK], next_cursor: null };
  assert.deepEqual(withoutDeleted(failed, webhooks).items, [{ webhook_id: 'webhook-1' }]);
  assert.deepEqual(withoutDeleted(failed, { ...webhooks, next_cursor: 'more' }).items, failed.items);
});

test('what is delivered is a share of what has ended, and what waits stands beside it', () => {
  const day = {
    events: 9,
    delivered: 12,
    failed: 0,
    skipped: 0,
    attempts: 12,
    endpointFailures: 0,
    ownFailures: 0,
  };
  const waiting = (deliveries: number, is_partial = false) => ({ ...IDLE, deliveries, is_partial });
  assert.equal(deliveredNote(day, waiting(0)), '12 of 12 that ended');
  assert.equal(deliveredNote(day, waiting(34)), '12 of 12 that ended; 34 wait');
  assert.equal(deliveredNote(day, waiting(10_000, true)), '12 of 12 that ended; 10,000 or more wait');
  assert.equal(
    deliveredNote({ ...day, failed: 1, skipped: 3 }, waiting(1)),
    '12 of 13 that ended; 1 waits; 3 skipped',
  );
  assert.equal(deliveredNote({ ...day, delivered: 0 }, waiting(34)), 'none has ended; 34 wait');
  assert.equal(deliveredNote(day, undefined), '12 of 12 that ended');
});

test('a paused webhook is listed once, also when its deliveries wait for a retry', () => {
  const concerns = concernsOf([WEBHOOK], [CIRCUIT], WAITING, NO_FAILED);
  assert.deepEqual(
    concerns.map(({ kind, deliveries }) => [kind, deliveries]),
    [['paused', 3]],
    'with all that waits for it',
  );
});

test('an open circuit of a webhook that is not among those that were read needs attention, too', () => {
  const concerns = concernsOf([], [CIRCUIT], IDLE, NO_FAILED);
  assert.deepEqual(
    concerns.map(({ webhookId, kind }) => [webhookId, kind]),
    [[WEBHOOK.id, 'paused']],
  );
  assert.deepEqual(concernsOf([{ ...WEBHOOK, enabled: false }], [CIRCUIT], IDLE, NO_FAILED), []);
});

test('something is behind when the oldest delivery waits for more than 10 minutes', () => {
  const now = Date.parse(SINCE);
  assert.equal(isBehind(WAITING, now + 600_000), false);
  assert.equal(isBehind(WAITING, now + 600_001), true);
  assert.equal(isBehind(IDLE, now), false);
});

test('the verdict says “everything” only of what was counted, and tells late arrivals and silence apart', () => {
  const earlier = STATISTICS.items.map((bucket) => ({ ...bucket, start: '2026-05-20T01:00:00.000Z' }));
  const quiet = STATISTICS.items.map(({ start }) => ({
    start,
    events: 0,
    deliveries: { delivered: 0, failed: 0, skipped: 0 },
    attempts: NONE,
    latency: null,
  }));
  const counted = { statistics: STATISTICS, waiting: IDLE, isBehind: false, isFailedPartial: false };
  const of = (items: Statistics['items']): Statistics => ({ ...STATISTICS, items });
  assert.equal(verdictOf({ ...counted, isBehind: true }), 'slow');
  assert.equal(verdictOf({ ...counted, isFailedPartial: true }), 'not_counted');
  assert.equal(verdictOf({ ...counted, waiting: { ...IDLE, is_partial: true } }), 'not_counted');
  assert.equal(verdictOf(counted), 'arrived_late');
  assert.equal(verdictOf({ ...counted, statistics: of(quiet) }), 'nothing_sent');
  assert.equal(verdictOf({ ...counted, statistics: of(quiet), isFailedPartial: true }), 'nothing_sent');
  assert.equal(verdictOf({ ...counted, statistics: of([...earlier, ...quiet]) }), 'arriving');
});

test('endpoints with failures come first, then the slowest ones', () => {
  const endpoint = (webhook_id: string, failed: number, p95_ms: number) => ({
    webhook_id,
    events: 9,
    deliveries: { delivered: 9, failed: 0, skipped: 0 },
    attempts: { ...NONE, delivered: 9, tls: failed },
    latency: { p50_ms: 1, p95_ms, p99_ms: p95_ms },
    buckets: [],
    last_failure: null,
  });
  const idle = { ...endpoint('idle', 0, 900), attempts: NONE, latency: null };
  const webhooks = [idle, endpoint('quick', 0, 10), endpoint('slow', 0, 800), endpoint('failing', 2, 5)];
  const ranked = rankedEndpoints({ ...STATISTICS, webhooks }).map(({ webhook_id }) => webhook_id);
  assert.deepEqual(ranked, ['failing', 'slow', 'quick']);
});
