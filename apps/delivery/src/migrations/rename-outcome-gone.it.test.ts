import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { ensureDailyPartitions } from '@flowforge/postgres/partitions';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { CreateDelivery1764000000000 } from './1764000000000-create-delivery.js';

let database: TestDatabase;
let dataSource: DataSource;

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', [CreateDelivery1764000000000]);
  dataSource = await database.open('delivery');
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

/** A delivery that ended, with one attempt, as the older release stored it. */
async function store(eventId: string, outcome: string): Promise<void> {
  await dataSource.query(
    `INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                             attempts, retries, last_outcome)
     VALUES ($1, $1, $1, $1, $1, 'captured_form.created', '2026-05', 'failed', 1, 0, $2)`,
    [eventId, outcome],
  );
  await dataSource.query(
    `INSERT INTO attempts (event_id, webhook_id, attempt, workspace_id, started_at, duration_ms, outcome)
     VALUES ($1, $1, 1, $1, clock_timestamp(), 1, $2)`,
    [eventId, outcome],
  );
}

test('the stored outcome of a 410 is renamed in every partition, other outcomes stay', async () => {
  // The first two events have no daily partition, so their rows are in the default partition.
  const ids = [newId(), newId()] as const;
  await store(ids[0], 'aborted');
  await store(ids[1], 'connection');
  const tomorrow = Date.now() + 86_400_000;
  for (const table of ['deliveries', 'attempts']) {
    await ensureDailyPartitions(dataSource, table, tomorrow, 1);
  }
  const later = `${tomorrow
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})(.{4})$/, '$1-$2')}${newId().slice(13)}`;
  await store(later, 'aborted');

  await database.migrate('delivery', migrations);

  const rows: { event_id: string; outcome: string; last_outcome: string }[] = await dataSource.query(
    `SELECT event_id, outcome, last_outcome FROM attempts JOIN deliveries USING (event_id)`,
  );
  const outcomes = new Map(rows.map((row) => [row.event_id, [row.outcome, row.last_outcome]]));
  assert.deepEqual(outcomes.get(ids[0]), ['gone', 'gone']);
  assert.deepEqual(outcomes.get(ids[1]), ['connection', 'connection']);
  assert.deepEqual(outcomes.get(later), ['gone', 'gone']);
});
