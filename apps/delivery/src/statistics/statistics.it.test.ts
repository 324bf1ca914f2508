import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { uuidTimeMs } from '@flowforge/postgres/partitions';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { deleteInBatches } from '@flowforge/service-kit/retention';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import type { AttemptResult } from '../delivery/attempt-result.js';
import { deliveryOf } from '../delivery/delivery.js';
import { DeliveryStore } from '../delivery/delivery.store.js';
import {
  type DeliveryState,
  DUE_NOW,
  type NewEventRecord,
  STARTED_FIRST,
} from '../delivery/delivery-state.js';
import { migrations } from '../migrations.js';
import { capturedForm, nowMicros } from '../testing.js';
import { bucketDto, type StatisticsBucketDto } from './statistics-bucket.dto.js';
import { RANKED, StatisticsReader } from './statistics-reader.store.js';
import { type CounterRow, StatisticsStore } from './statistics.store.js';
import { Statistics } from './statistics.worker.js';
import { timeSpanOf } from './time-span.js';
import { waitingDeliveriesDto } from './waiting-deliveries.dto.js';
import { WaitingDeliveries } from './waiting-deliveries.store.js';
import { webhookStatisticsDto } from './webhook-statistics.dto.js';
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

/** The attempt began 100 ms after the event, and took 20 ms. */
function newRecord(workspaceId: string, webhookId: string, state: DeliveryState): NewEventRecord {
  const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
  const startedAt = new Date(uuidTimeMs(event.id) + 100);
  const attempt = state.attempt && { ...state.attempt, startedAt };
  const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
  return {
    ...{ event, payload: Buffer.alloc(0), plannedWith: 0 },
    deliveries: [{ delivery, state: { ...state, attempt } }],
  };
}

/** The whole hours up to now, from the one that contains the time so many hours ago. */
function lastHours(hours: number): { from: Date; to: Date; bucket: 'hour' } {
  const span = timeSpanOf('hour', Date.now() - hours * HOUR_MS, Date.now() + 1);
  assert.ok('starts' in span);
  return { from: new Date(span.starts[0] ?? 0), to: new Date(span.end), bucket: 'hour' };
}

/** The buckets of the last three hours in which something was counted. */
async function read(workspaceId: string, webhookId?: string): Promise<StatisticsBucketDto[]> {
  const webhookIds = webhookId === undefined ? undefined : [webhookId];
  const found = await reader.read(workspaceId, { ...lastHours(2), webhookIds });
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
  // 120 ms, rounded up by at most a quarter.
  assert.ok(bucket.latency && bucket.latency.p50_ms >= 120 && bucket.latency.p99_ms <= 150);

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

test('the webhooks with the most failures and the slowest ones are found among many, and those that are named', async () => {
  const workspaceId = newId();
  const ids = Array.from({ length: 4 * RANKED }, newId);
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const rows = ids.flatMap((webhookId, index): CounterRow[] =>
    [
      { counter: 'attempt:endpoint_error', value: index },
      { counter: 'attempt:connection', value: 1 },
      { counter: 'attempt:delivered', value: 1_000 },
      { counter: 'delivery:delivered', value: 100 },
      // 95 % end in this bucket: the first webhooks are the slowest. One very slow delivery changes nothing.
      { counter: `latency:${60 - index}`, value: 99 },
      { counter: `latency:${80 - (index % 2)}`, value: 1 },
    ].map((counted) => ({ ...counted, workspaceId, webhookId, hour })),
  );
  await store.store(newId(), rows);
  const found = await reader.readByWebhook(workspaceId, { ...lastHours(1), webhookIds: undefined });
  const ranked = [...ids.slice(0, RANKED), ...ids.slice(-RANKED)];
  assert.deepEqual([...found.keys()].toSorted(), ranked.toSorted());

  const [id] = ids.slice(RANKED + 3);
  assert.ok(id !== undefined);
  const named = await reader.readByWebhook(workspaceId, { ...lastHours(1), webhookIds: [id, newId()] });
  const [webhook] = [...named].map(([webhookId, counted]) => webhookStatisticsDto(webhookId, counted));
  assert.equal(named.size, 1);
  assert.equal(webhook?.webhook_id, id);
  const start = new Date(hour).toISOString();
  assert.deepEqual(webhook.buckets, [{ start, delivered: 1_000, failed: RANKED + 4 }]);
  assert.deepEqual(webhook.last_failure, { start, outcome: 'endpoint_error' });
  assert.equal(webhook.deliveries.delivered, 100);
  assert.ok(webhook.latency && webhook.latency.p95_ms < webhook.latency.p99_ms * 2);
  const foreign = await reader.readByWebhook(newId(), { ...lastHours(1), webhookIds: ids });
  assert.equal(foreign.size, 0, 'another workspace');
});

/** Counts the rows of statistics that the last transaction has read. */
class CountingDatabase extends WorkspaceDatabase {
  rowsRead = 0;

  override async transaction<T>(
    workspaceId: string,
    work: (tx: WorkspaceTransaction) => Promise<T>,
  ): Promise<T> {
    return super.transaction(workspaceId, async (tx) => {
      // The counters also have what earlier transactions of the session have read and not reported yet.
      const before = await rowsReadIn(tx);
      const result = await work(tx);
      this.rowsRead = (await rowsReadIn(tx)) - before;
      return result;
    });
  }
}

async function rowsReadIn(tx: WorkspaceTransaction): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_xact_user_tables WHERE relname = 'statistics'`,
  );
  return row?.rows ?? 0;
}

test('the statistics of one webhook are read with an index, not from all rows of the day', async () => {
  const workspaceId = newId();
  await dataSource.query(
    `INSERT INTO statistics (workspace_id, hour, webhook_id, replica_id, counter, value)
     SELECT $1, date_trunc('hour', now()) - hours * interval '1 hour', ('00000000-0000-4000-8000-' || lpad(webhooks::text, 12, '0'))::uuid,
            '00000000-0000-4000-8000-000000000001', 'attempt:delivered', 1
       FROM generate_series(0, 23) AS hours, generate_series(1, 500) AS webhooks`,
    [workspaceId],
  );
  await dataSource.query('ANALYZE statistics');
  const access = new CountingDatabase(new Database(dataSource));
  const webhookIds = ['00000000-0000-4000-8000-000000000042'];
  try {
    const found = await new StatisticsReader(access).read(workspaceId, { ...lastHours(23), webhookIds });
    assert.equal(found.size, 24);
    assert.equal(access.rowsRead, 24);
  } finally {
    await dataSource.query('DELETE FROM statistics WHERE workspace_id = $1', [workspaceId]);
  }
});

test('rows of closed hours are merged into one of all processes, in batches', async () => {
  const [workspaceId, webhookId] = [newId(), newId()];
  const current = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const closed = current - 5 * HOUR_MS;
  const insert = (hour: number, value: number): Promise<unknown> =>
    dataSource.query(`INSERT INTO statistics VALUES ($1, $2, $3, $4, 'attempt:delivered', $5)`, [
      workspaceId,
      new Date(hour),
      webhookId,
      newId(),
      value,
    ]);
  const rows = async (): Promise<[number, number][]> => {
    const found: { hour: Date; value: string }[] = await dataSource.query(
      'SELECT hour, value FROM statistics WHERE workspace_id = $1 ORDER BY hour, value',
      [workspaceId],
    );
    return found.map(({ hour, value }) => [hour.getTime(), Number(value)]);
  };
  const merge = (limit: number): Promise<void> =>
    deleteInBatches(new AbortController().signal, (rows) => store.mergeClosedHours(rows), limit);
  for (const value of [1, 2, 3, 4]) await insert(closed, value);
  for (const value of [5, 6]) await insert(current, value);
  await merge(3);
  assert.deepEqual(await rows(), [
    [closed, 10],
    [current, 5],
    [current, 6],
  ]);
  // Rows of an older release may come later.
  await insert(closed, 7);
  await Promise.all([merge(100), merge(100)]);
  assert.deepEqual((await rows())[0], [closed, 17]);

  const late = { workspaceId, webhookId, counter: 'attempt:delivered', value: 100 };
  await store.store(newId(), [
    { ...late, hour: closed },
    { ...late, hour: current },
  ]);
  assert.deepEqual(
    await rows(),
    [
      [closed, 17],
      [current, 5],
      [current, 6],
      [current, 100],
    ],
    'no count is stored for an hour that may be merged',
  );
});

test('what waits is counted from the oldest delivery on, by webhook, also when more waits than is counted', async () => {
  const workspaceId = newId();
  const [failing, slow, other] = [newId(), newId(), newId()];
  const access = new Database(dataSource);
  const deliveries = new DeliveryStore(access);
  const add = async (webhookId: string, state: DeliveryState): Promise<void> => {
    const record = newRecord(workspaceId, webhookId, state);
    await deliveries.writeNewEvents([{ ...record, payload: Buffer.from(encodeEvent(record.event)) }]);
  };
  await add(failing, stateOf('pending', 'connection'));
  await dataSource.query(`UPDATE deliveries SET created_at = '2026-05-20T09:00:00Z' WHERE webhook_id = $1`, [
    failing,
  ]);
  for (let index = 0; index < 3; index += 1) await add(slow, DUE_NOW);
  await add(other, stateOf('delivered', 'delivered'));

  const read = async (counted?: number) =>
    waitingDeliveriesDto(
      await new WaitingDeliveries(new WorkspaceDatabase(access), counted).read(workspaceId),
    );
  const oldest = '2026-05-20T09:00:00.000Z';
  const all = await read();
  assert.deepEqual([all.deliveries, all.is_partial, all.oldest_created_at], [4, false, oldest]);
  assert.deepEqual(
    all.webhooks.map(({ webhook_id, deliveries: waiting, retries }) => [webhook_id, waiting, retries]),
    [
      [failing, 1, 1],
      [slow, 3, 0],
    ],
  );
  const part = await read(2);
  assert.deepEqual([part.deliveries, part.is_partial, part.oldest_created_at], [2, true, oldest]);
  const none = await new WaitingDeliveries(new WorkspaceDatabase(access)).read(newId());
  assert.deepEqual(waitingDeliveriesDto(none), {
    deliveries: 0,
    is_partial: false,
    oldest_created_at: null,
    webhooks: [],
  });
});
