import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { newWebhook, nowMicros, type TestWebhook, webhookChanged } from '../testing.js';
import { RoutingStore } from './routing.store.js';

const DAY_MICROS = 86_400_000_000;
const ring = KeyRing.parse(`k1:${Buffer.alloc(32, 7).toString('base64')}`);

let database: TestDatabase;
let dataSource: DataSource;
let store: RoutingStore;

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', migrations);
  dataSource = await database.open('delivery');
  store = new RoutingStore(new Database(dataSource));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

async function apply(webhook: TestWebhook, revision: number, deleted: boolean, at: number): Promise<void> {
  const change = webhookChanged(ring, { ...webhook, revision }, { deleted, headers_sealed: 'sealed' }, at);
  await store.apply([change], () => Promise.resolve());
}

async function revisionsOf({ webhookId }: TestWebhook): Promise<{ revision: number; secret: boolean }[]> {
  return dataSource.query(
    `SELECT revision, secrets::text <> '[]' OR headers_sealed IS NOT NULL AS secret FROM webhook_revisions
      WHERE webhook_id = $1 ORDER BY revision`,
    [webhookId],
  );
}

test('the secrets of a deleted webhook are destroyed in all its revisions, also in one that arrives later', async () => {
  const webhook = newWebhook('https://example.com');
  const other = newWebhook('https://example.com');
  await apply(webhook, 1, false, nowMicros());
  await apply(other, 1, false, nowMicros());
  await apply(webhook, 3, true, nowMicros());
  await apply(webhook, 2, false, nowMicros());
  assert.deepEqual(
    await revisionsOf(webhook),
    [1, 2, 3].map((revision) => ({ revision, secret: false })),
  );
  assert.deepEqual(await revisionsOf(other), [{ revision: 1, secret: true }]);
});

test('revisions that were replaced before the retention are deleted, and the last one stays', async () => {
  const webhook = newWebhook('https://example.com');
  await apply(webhook, 1, false, nowMicros() - 90 * DAY_MICROS);
  await apply(webhook, 2, false, nowMicros() - 60 * DAY_MICROS);
  await apply(webhook, 3, false, nowMicros() - 10 * DAY_MICROS);
  await store.deleteHistory(30);
  assert.deepEqual(
    (await revisionsOf(webhook)).map(({ revision }) => revision),
    [2, 3],
  );
});
