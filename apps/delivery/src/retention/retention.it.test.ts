import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { runRetention } from '@flowforge/service-kit/retention';
import { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { WebhookQueueStore } from '../delivery/webhook-queue.store.js';
import { JobStore } from '../job/job.store.js';
import { migrations } from '../migrations.js';
import { RoutingStore } from '../routing/routing.store.js';
import { StatisticsStore } from '../statistics/statistics.store.js';
import { retentionSteps } from './retention-steps.worker.js';

const registry = new Registry();
let database: TestDatabase;
let dataSource: DataSource;

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', migrations);
  dataSource = await database.open('delivery');
});
after(async () => {
  await dataSource.destroy();
  await database.stop();
});

async function countOf(table: string): Promise<number> {
  const [row]: { count: number }[] = await dataSource.query(`SELECT count(*)::int AS count FROM ${table}`);
  return row?.count ?? 0;
}

test('old jobs and statistics are deleted batch by batch, also behind a step that fails', async () => {
  const workspaceId = newId();
  await dataSource.query(
    `INSERT INTO jobs (id, kind, workspace_id, since, until, state, finished_at)
     SELECT gen_random_uuid(), 'replan', $1, 0, 0, 'failed', now() - (n % 2) * interval '31 days' FROM generate_series(1, 4000) AS n`,
    [workspaceId],
  );
  await dataSource.query(
    `INSERT INTO statistics (workspace_id, hour, webhook_id, replica_id, counter, value)
     SELECT $1, now() - (n % 2) * interval '401 days', gen_random_uuid(), $1, 'event', 1 FROM generate_series(1, 4000) AS n`,
    [workspaceId],
  );
  const connected = new Database(dataSource);
  const metrics = new RetentionMetrics(registry);
  const error = new Error('the table is locked');
  const failed: string[] = [];
  const forgotten: number[] = [];
  await runRetention(
    retentionSteps(
      { run: () => Promise.reject(error) },
      {
        routing: { forget: (until) => void forgotten.push(until) },
        routingStore: new RoutingStore(connected),
        jobStore: new JobStore(connected),
        queues: new WebhookQueueStore(connected),
        statisticsStore: new StatisticsStore(connected),
        idempotencyRetention: new IdempotencyRetention(connected, metrics),
        retentionMetrics: metrics,
      },
      30,
    ),
    new AbortController().signal,
    (cause, step) => {
      assert.equal(cause, error);
      failed.push(step);
    },
  );
  assert.deepEqual([failed, forgotten.length], [['partitions'], 1]);
  assert.deepEqual([await countOf('jobs'), await countOf('statistics')], [2_000, 2_000]);
  assert.match(await registry.metrics(), /retention_rows_deleted_total\{table="statistics"\} 2000/);
});
