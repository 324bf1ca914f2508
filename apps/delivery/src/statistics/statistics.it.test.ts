import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import type { AttemptResult } from '../delivery/attempt-result.js';
import { deliveryOf } from '../delivery/delivery.js';
import {
  type DeliveryState,
  DUE_NOW,
  type NewEventRecord,
  STARTED_FIRST,
} from '../delivery/delivery-state.js';
import { migrations } from '../migrations.js';
import { capturedForm, nowMicros } from '../testing.js';
import { bucketDto, type StatisticsBucketDto } from './statistics.dto.js';
import { StatisticsReader, StatisticsStore } from './statistics.store.js';
import { Statistics } from './statistics.worker.js';
import { timeSpanOf } from './time-span.js';
import type { Outcome } from '../outcome/outcome.js';

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let dataSource: DataSource;
let store: StatisticsStore;
let reader: StatisticsReader;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  store = new StatisticsStore(new Database(dataSource));
  reader = new StatisticsReader(new WorkspaceDatabase(new Database(dataSource)));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

const newStatistics = (now?: () => number): Statistics =>
  new Statistics(store, (error) => assert.fail(String(error)), now);

const stateOf = (status: DeliveryState['status'], outcome: Outcome): DeliveryState => {
  const attempt: AttemptResult = {
    outcome,
    statusCode: null,
    detail: null,
    excerpt: null,
    retryAfterMs: null,
    command: null,
    startedAt: new Date(),
    durationMs: 20,
    timing: null,
    headers: null,
  };
  const progress = { attempts: 1, retries: 0, bodyHash: null, attempt };
  return status === 'pending'
    ? { ...progress, status, dueInMs: 5_000, heldBy: null }
    : { ...progress, status, dueInMs: null, heldBy: null };
};

const ENDED = {
  heldBy: 1,
  startedAttempt: 2,
  startedDueAt: STARTED_FIRST,
  conversationId: newId(),
  isOrdered: false,
  unusedRateUs: null,
};

function newRecord(workspaceId: string, webhookId: string, state: DeliveryState): NewEventRecord {
  const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
  const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
  return { event, payload: Buffer.alloc(0), plannedWith: 0, deliveries: [{ delivery, state }] };
}

/** The buckets of the last three hours in which something was counted. */
async function read(workspaceId: string, webhookId?: string): Promise<StatisticsBucketDto[]> {
  const span = timeSpanOf('hour', Date.now() - 2 * HOUR_MS, Date.now() + 1);
  assert.ok('starts' in span);
  const range = { from: new Date(span.starts[0] ?? 0), to: new Date(span.end), bucket: 'hour' as const };
  const found = await reader.read(workspaceId, { ...range, webhookId });
  return [...found].sort(([a], [b]) => a - b).map(([start, counters]) => bucketDto(start, counters));
}

test('events, deliveries, attempts and latencies of all processes are added up, for one workspace', async () => {
  const [workspaceId, webhookId, other] = [newId(), newId(), newId()];
  const [here, elsewhere] = [newStatistics(), newStatistics()];
  here.countNewEvent(newRecord(workspaceId, webhookId, stateOf('delivered', 'delivered')));
  here.countNewEvent(newRecord(workspaceId, webhookId, stateOf('pending', 'endpoint_timeout')));
  elsewhere.countNewEvent(newRecord(workspaceId, other, stateOf('failed', 'blocked')));
  elsewhere.countEnded(
    {
      ...ENDED,
      ...{ workspaceId, webhookId, eventId: newId() },
      state: { ...DUE_NOW, status: 'skipped', dueInMs: null },
    },
    false,
  );
  elsewhere.countSkipped(workspaceId, webhookId, 7);
  await Promise.all([here.flush(), elsewhere.flush()]);
  // What is stored already is not added again.
  here.countNewEvent(newRecord(workspaceId, webhookId, DUE_NOW));
  await here.flush();
  await here.flush();

  const all = await read(workspaceId);
  assert.equal(all.length, 1);
  const [bucket] = all;
  assert.equal(bucket?.events, 4);
  assert.deepEqual(bucket.deliveries, { delivered: 1, failed: 1, skipped: 8 });
  assert.deepEqual(
    Object.entries(bucket.attempts).filter(([, count]) => count > 0),
    [
      ['delivered', 1],
      ['endpoint_timeout', 1],
      ['dns', 1],
    ],
  );
  assert.ok(bucket.latency && bucket.latency.p50_ms >= 20 && bucket.latency.p99_ms < 5_000);

  const [own] = await read(workspaceId, webhookId);
  assert.equal(own?.events, 3);
  assert.deepEqual(own.deliveries, { delivered: 1, failed: 0, skipped: 8 });
  assert.deepEqual(await read(newId(), webhookId), [], 'another workspace');
});

test('of a result that did not change its delivery, only the attempt counts', async () => {
  const [workspaceId, webhookId] = [newId(), newId()];
  const statistics = newStatistics();
  const state = stateOf('failed', 'endpoint_error');
  assert.ok(state.status === 'failed');
  const one = { ...ENDED, workspaceId, webhookId, eventId: newId(), state };
  statistics.countEnded(one, true);
  statistics.countEnded(one, false);
  await statistics.flush();
  const [bucket] = await read(workspaceId);
  assert.equal(bucket?.deliveries.failed, 1);
  assert.equal(bucket.attempts.endpoint_error, 2);
});

test('what is counted in the next hour is in another bucket', async () => {
  const [workspaceId, webhookId] = [newId(), newId()];
  let now = Date.now() - HOUR_MS;
  const statistics = newStatistics(() => now);
  statistics.countSkipped(workspaceId, webhookId, 1);
  now += HOUR_MS;
  statistics.countSkipped(workspaceId, webhookId, 2);
  await statistics.stop();
  const counts = (await read(workspaceId)).map(({ deliveries }) => deliveries.skipped);
  assert.deepEqual(counts, [1, 2]);
});

test('counts that could not be stored are stored the next time', async () => {
  const [workspaceId, webhookId] = [newId(), newId()];
  const statistics = newStatistics();
  statistics.countSkipped(workspaceId, webhookId, 3);
  await dataSource.query('ALTER TABLE statistics RENAME TO away');
  await assert.rejects(statistics.flush());
  await dataSource.query('ALTER TABLE away RENAME TO statistics');
  await statistics.flush();
  assert.deepEqual(
    (await read(workspaceId)).map(({ deliveries }) => deliveries.skipped),
    [3],
  );
});
