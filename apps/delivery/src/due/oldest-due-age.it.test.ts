import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { DueStore } from './due.store.js';

let database: TestDatabase;
let dataSource: DataSource;
let store: DueStore;

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', migrations);
  dataSource = await database.open('delivery');
  store = new DueStore(new Database(dataSource));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

async function dueSince(webhookId: string, seconds: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                             attempts, retries, due_at)
     VALUES ($1, $2, $1, $1, $1, 'captured_form.created', '2026-05', 'pending', 0, 0,
             clock_timestamp() - $3 * interval '1 second')`,
    [newId(), webhookId, seconds],
  );
}

test('deliveries to an excluded webhook do not count as late', async () => {
  const [broken, healthy] = [newId(), newId()];
  assert.equal(await store.oldestDueAgeSeconds([]), 0);
  await dueSince(broken, 3_600);
  await dueSince(healthy, 60);
  assert.ok((await store.oldestDueAgeSeconds([])) >= 3_600);
  const late = await store.oldestDueAgeSeconds([broken]);
  assert.ok(late >= 60 && late < 3_600, `${late} s`);
  assert.equal(await store.oldestDueAgeSeconds([broken, healthy]), 0);
});
