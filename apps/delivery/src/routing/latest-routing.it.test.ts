import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Database } from '@flowforge/postgres/database';
import { Problem } from '@flowforge/service-kit/http/problem';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { newWebhook, nowMicros, type TestWebhook, webhookChanged } from '../testing.js';
import { CurrentRouting } from './current-routing.worker.js';
import { withLatestRouting } from './latest-routing.service.js';
import { activeWebhook } from './own-webhook.js';
import { RoutingStore } from './routing.store.js';

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

function apply(webhook: TestWebhook, enabled: boolean): Promise<unknown> {
  const change = webhookChanged(ring, webhook, { enabled }, nowMicros());
  return store.apply([change], () => Promise.resolve());
}

/** A routing that has loaded nothing, and whose registry is asked by `applyPending`. */
function newRouting(applyPending: () => Promise<boolean>): CurrentRouting {
  return new CurrentRouting(
    store,
    { connection: undefined, onConnect: () => () => undefined },
    0,
    applyPending,
    (error) => assert.fail(String(error)),
  );
}

const find = (routing: CurrentRouting, { workspaceId, webhookId }: TestWebhook): Promise<string> =>
  withLatestRouting(routing, async () => activeWebhook(routing, workspaceId, webhookId).webhookId);

const withCode = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

test('a process that has just started finds a webhook without asking the registry', async () => {
  const webhook = newWebhook('https://example.com');
  await apply(webhook, true);
  const routing = newRouting(() => assert.fail('the registry was asked'));
  assert.equal(await find(routing, webhook), webhook.webhookId);
});

test('a webhook whose creation or enabling has not arrived is found once the registry was asked', async () => {
  const webhook = newWebhook('https://example.com');
  const pending = [
    () => apply(webhook, true),
    () => apply({ ...webhook, revision: 3 }, true),
    () => Promise.resolve(),
  ];
  const routing = newRouting(async () => {
    await pending.shift()?.();
    return true;
  });
  assert.equal(await find(routing, webhook), webhook.webhookId);
  await apply({ ...webhook, revision: 2 }, false);
  assert.equal(await find(routing, webhook), webhook.webhookId);

  await apply({ ...webhook, revision: 4 }, false);
  await assert.rejects(find(routing, webhook), withCode('webhook_inactive'));
  assert.equal(pending.length, 0);
});

test('a request to the registry that runs already is not taken for the answer', async () => {
  const webhook = newWebhook('https://example.com');
  let endFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => (endFirst = resolve));
  let asked = 0;
  const routing = newRouting(async () => {
    asked += 1;
    if (asked === 1) await first;
    else await apply(webhook, true);
    return true;
  });
  const before = routing.catchUp();
  const found = find(routing, webhook);
  while (asked === 0) await routing.load();
  endFirst();
  assert.equal(await found, webhook.webhookId);
  await before;
});

test('without an answer of the registry, an unknown webhook is not found after a bounded wait', async () => {
  const routing = newRouting(() => new Promise(() => undefined));
  await assert.rejects(find(routing, newWebhook('https://example.com')), withCode('webhook_not_found'));
});
