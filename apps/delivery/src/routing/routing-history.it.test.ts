import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { newWebhook, nowMicros, type TestWebhook, webhookChanged } from '../testing.js';
import { CurrentRouting } from './current-routing.worker.js';
import { RoutingStore } from './routing.store.js';
import { WebhookRuntimes } from './webhook-runtimes.js';

const DAY_MICROS = 86_400_000_000;
const ring = KeyRing.parse(`k1:${Buffer.alloc(32, 7).toString('base64')}`);

let database: TestDatabase;
let dataSource: DataSource;
let store: RoutingStore;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
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

test('revisions that were replaced before the retention are deleted in batches, and the last one stays', async () => {
  const webhook = newWebhook('https://example.com');
  for (const [index, days] of [90, 80, 70, 60, 10].entries())
    await apply(webhook, index + 1, false, nowMicros() - days * DAY_MICROS);
  const before = nowMicros() - 30 * DAY_MICROS;
  assert.equal(await store.deleteReplacedRevisions(before, 2), 2);
  assert.equal(await store.deleteReplacedRevisions(before, 2), 1);
  assert.equal(await store.deleteReplacedRevisions(before, 2), 0);
  assert.deepEqual(
    (await revisionsOf(webhook)).map(({ revision }) => revision),
    [4, 5],
  );
});

test('the view for stored events has the revisions and assignments around them, and the last revision', async () => {
  const webhook = newWebhook('https://example.com');
  const at = nowMicros();
  for (let revision = 1; revision <= 6; revision += 1)
    await apply(webhook, revision, false, at + revision * DAY_MICROS);
  const [early, late] = [at + 2.5 * DAY_MICROS, at + 3.5 * DAY_MICROS];
  const found = await new Database(dataSource).transaction((tx) =>
    store.viewOf(tx, webhook.workspaceId, 500, [{ committedAt: late }, { committedAt: early }]),
  );
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((revision) => found.has({ kind: 'webhook', id: webhook.webhookId, revision })),
    [false, true, true, false, false, true],
  );
});

test('the keys of a webhook leave the memory when a newer revision of it is loaded', async () => {
  const webhook = newWebhook('https://example.com');
  const runtimes = new WebhookRuntimes(ring);
  const current = new CurrentRouting(
    store,
    { connection: undefined, onConnect: () => () => undefined },
    500,
    () => Promise.resolve(true),
    (error) => assert.fail(String(error)),
  );
  current.onRevisionLoaded((webhookId) => runtimes.remove(webhookId));
  await store.apply([webhookChanged(ring, webhook, {}, nowMicros())], () => Promise.resolve());
  await current.load();
  const loaded = current.current(webhook.webhookId);
  assert.ok(loaded);
  runtimes.of(loaded);
  assert.equal(runtimes.size, 1);
  await apply(webhook, 2, true, nowMicros());
  await current.load();
  assert.equal(runtimes.size, 0);
});
