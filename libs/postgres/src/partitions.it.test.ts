import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { startPostgres } from '@flowforge/local-servers/postgres';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import { PartitionMaintenance, PartitionMetrics } from './partition-maintenance.js';
import { dailyPartition, dropDailyPartitions, ensureDailyPartitions, uuidLowerBound } from './partitions.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 26, 12);
const NOTHING_IN_USE = (): string => 'SELECT WHERE false';

let dataSource: DataSource;
let stop: () => Promise<void>;

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowforge-test-partitions-'));
  const server = await startPostgres({ dataFolder: folder, durable: false });
  dataSource = await createDataSource({
    url: server.url,
    schema: 'public',
    applicationName: 'test',
  }).initialize();
  stop = async () => {
    await dataSource.destroy();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
});
after(() => stop());
beforeEach(async () => {
  await dataSource.query('DROP TABLE IF EXISTS things');
  await dataSource.query(
    'CREATE TABLE things (id uuid PRIMARY KEY, busy boolean NOT NULL) PARTITION BY RANGE (id)',
  );
  await dataSource.query('CREATE TABLE things_default PARTITION OF things DEFAULT');
});

const name = (ms: number): string => `things_${dailyPartition(ms).suffix}`;
const insert = (ms: number, rows = 1, busy = false): Promise<unknown> =>
  dataSource.query(
    `INSERT INTO things SELECT overlay($1 placing lpad(to_hex(n), 12, '0') from 25)::uuid, $3 FROM generate_series(1, $2::int) n`,
    [uuidLowerBound(ms), rows, busy],
  );
const rowsIn = async (table: string): Promise<number> => {
  const [row]: { count: string }[] = await dataSource.query(`SELECT count(*) FROM ${table}`);
  return Number(row?.count);
};

test('rows of a day that came before its partition are moved into it', async () => {
  await insert(NOW, 10);
  await insert(NOW - 4 * DAY_MS, 5);
  assert.deepEqual(await ensureDailyPartitions(dataSource, 'things', NOW, 3, 7), []);
  assert.equal(await rowsIn('things_default'), 0);
  assert.equal(await rowsIn(name(NOW)), 10);
  assert.equal(await rowsIn(name(NOW - 4 * DAY_MS)), 5);
  assert.deepEqual(
    await ensureDailyPartitions(dataSource, 'things', NOW, 3, 7),
    [],
    'a second run changes nothing',
  );
});

test('a new partition has the storage parameters of the default partition', async () => {
  await dataSource.query('ALTER TABLE things_default SET (fillfactor = 70)');
  await ensureDailyPartitions(dataSource, 'things', NOW, 0);
  const [row]: { reloptions: string[] }[] = await dataSource.query(
    'SELECT reloptions FROM pg_class WHERE oid = $1::regclass',
    [name(NOW)],
  );
  assert.deepEqual(row?.reloptions, ['fillfactor=70']);
});

test('too many rows stay where they are, are reported, and do not keep other days from their partitions', async () => {
  await insert(NOW, 20_001);
  const failures = await ensureDailyPartitions(dataSource, 'things', NOW, 3);
  assert.deepEqual(failures, [{ name: name(NOW), reason: 'too_many_rows' }]);
  assert.equal(await rowsIn('things_default'), 20_001);
  assert.equal(await rowsIn(name(NOW + 3 * DAY_MS)), 0);
});

test('writers are not refused while the partition of the running day is made', async () => {
  const writes: Promise<unknown>[] = [];
  for (let i = 0; i < 200; i += 1) {
    writes.push(insert(NOW + i));
    if (i === 50) writes.push(ensureDailyPartitions(dataSource, 'things', NOW, 3));
  }
  await Promise.all(writes);
  assert.equal(await rowsIn('things'), 200);
  assert.equal(await rowsIn('things_default'), 0);
});

test('an old day is dropped, unless it is in use or locked; both are reported', async () => {
  const old = [NOW - 20 * DAY_MS, NOW - 21 * DAY_MS, NOW - 22 * DAY_MS];
  for (const day of old) await ensureDailyPartitions(dataSource, 'things', day, -1);
  const [free = 0, used = 0, locked = 0] = old.map((day) => day - DAY_MS);
  await insert(used, 1, true);
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query(`LOCK TABLE ${name(locked)} IN ACCESS SHARE MODE`);
  const inUse = ({ from, to }: { from: string; to: string }): string =>
    `SELECT FROM things WHERE id >= '${from}' AND id < '${to}' AND busy`;
  const first = await dropDailyPartitions(dataSource, ['things'], NOW - 7 * DAY_MS, inUse);
  assert.deepEqual(first.dropped, [name(free)]);
  assert.deepEqual(
    first.notDropped.map(({ name, reason }) => [name, reason]),
    [
      [name(locked), 'locked'],
      [name(used), 'in_use'],
    ],
  );
  await runner.rollbackTransaction();
  await runner.release();
  const second = await dropDailyPartitions(dataSource, ['things'], NOW - 7 * DAY_MS, inUse);
  assert.deepEqual(second.dropped, [name(locked)]);
});

test('what needs attention is in the metrics and in one log line', async () => {
  await insert(NOW - 40 * DAY_MS, 3);
  const registry = new Registry();
  const lines: { details: object; message: string }[] = [];
  const maintenance = new PartitionMaintenance(
    dataSource,
    {
      tables: ['things'],
      keepDays: 7,
      inUse: NOTHING_IN_USE,
      warn: (details, message) => lines.push({ details, message }),
    },
    new PartitionMetrics(registry),
  );
  await maintenance.run(NOW);
  const metrics = await registry.metrics();
  assert.match(metrics, /^partition_default_rows\{table="things"\} 3$/m);
  assert.match(metrics, /^partitions_not_dropped\{table="things",reason="locked"\} 0$/m);
  assert.match(metrics, /^partition_oldest_age_seconds\{table="things"\} 129600$/m);
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['partitions.need_attention'],
  );
});
