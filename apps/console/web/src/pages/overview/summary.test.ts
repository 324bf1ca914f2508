import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Circuit, Statistics } from '../../api/deliveries.js';
import { concernsOf, dayOf, failuresByOutcome, recentFailures, waitingOf } from './summary.js';

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
    endpointFailures: 7,
    ownFailures: 1,
    failed: 1,
  });
});

test('failures are listed by how often they happened', () => {
  assert.deepEqual(failuresByOutcome(STATISTICS), [
    { outcome: 'endpoint_timeout', count: 5 },
    { outcome: 'endpoint_error', count: 2 },
    { outcome: 'internal_error', count: 1 },
  ]);
});

test('recent failures are those of this hour and the hour before it', () => {
  const earlier = STATISTICS.items.map((bucket) => ({ ...bucket, start: '2026-05-20T01:00:00.000Z' }));
  assert.equal(recentFailures(STATISTICS), 7);
  assert.equal(recentFailures({ ...STATISTICS, items: [...earlier, ...STATISTICS.items] }), 7);
});

const WEBHOOK = { id: 'webhook-1', name: 'CRM', enabled: true, disabled_reason: null, disabled_at: null };
const NEW = { webhook_id: WEBHOOK.id, last_outcome: null, created_at: '2026-05-20T08:59:00.000Z' };
const RETRY = {
  webhook_id: WEBHOOK.id,
  last_outcome: 'connection' as const,
  created_at: '2026-05-20T09:00:00.000Z',
};

const all = <Item>(items: Item[]) => ({ items, next_cursor: null });

test('a webhook with deliveries that wait for a retry needs attention', () => {
  const pending = [{ ...RETRY, created_at: '2026-05-20T09:01:00.000Z' }, RETRY, NEW];
  const concern = {
    webhookId: 'webhook-1',
    name: 'CRM',
    kind: 'retrying',
    since: RETRY.created_at,
    retries: 2,
  };
  assert.deepEqual(concernsOf([WEBHOOK], [], all(pending)), [{ ...concern, isPartial: false }]);
  assert.deepEqual(concernsOf([WEBHOOK], [], { items: pending, next_cursor: 'next' }), [
    { ...concern, isPartial: true },
  ]);
});

test('a delivery that waits for its first attempt is no reason for attention', () => {
  assert.deepEqual(concernsOf([WEBHOOK], [], all([NEW])), []);
  assert.deepEqual(concernsOf([WEBHOOK], [], all([{ ...RETRY, last_outcome: 'delivered' as const }])), []);
});

test('a paused webhook is listed once, also when its deliveries wait for a retry', () => {
  const circuit: Circuit = {
    webhook_id: WEBHOOK.id,
    state: 'open',
    since: '2026-05-20T09:02:00.000Z',
    reason: 'connection',
    next_probe_at: null,
  };
  const kinds = concernsOf([WEBHOOK], [circuit], all([RETRY])).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['paused']);
});

test('when more deliveries wait than were read, their number and the oldest time are marked as partial', () => {
  const items = [RETRY, NEW];
  const waiting = { count: 2, oldest: NEW.created_at };
  assert.deepEqual(waitingOf(all(items)), { ...waiting, isPartial: false });
  assert.deepEqual(waitingOf({ items, next_cursor: 'next' }), { ...waiting, isPartial: true });
  assert.deepEqual(waitingOf(all([])), { count: 0, oldest: undefined, isPartial: false });
});
