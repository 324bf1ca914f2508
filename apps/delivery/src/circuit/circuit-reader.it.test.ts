import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { decodeCursor } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { CircuitStore } from './circuit.store.js';
import { migrations } from '../migrations.js';
import { CircuitReader } from './circuit-reader.store.js';
import { circuitDto } from './circuit.dto.js';

const workspaceId = newId();
const FIRST_PAGE = { limit: 50, cursor: null };

let database: TestDatabase;
let dataSource: DataSource;
let store: CircuitStore;
let reader: CircuitReader;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  store = new CircuitStore(new Database(dataSource));
  reader = new CircuitReader(new WorkspaceDatabase(new Database(dataSource)));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

test('the circuits that are not closed are listed with their reason and next probe, those of the workspace only', async () => {
  const [webhookId, another, foreign] = [newId(), newId(), newId()];
  const before = Date.now();
  await store.open(webhookId, workspaceId, 60_000, 'endpoint_timeout');
  await store.open(another, workspaceId, 0, 'blocked');
  await store.open(foreign, newId(), 60_000, 'tls');

  const { items } = await reader.list(workspaceId, undefined, FIRST_PAGE);
  const shown = new Map(items.map(circuitDto).map((circuit) => [circuit.webhook_id, circuit]));
  assert.equal(shown.size, 2);
  const circuit = shown.get(webhookId);
  assert.deepEqual([circuit?.state, circuit?.reason], ['open', 'endpoint_timeout']);
  assert.ok(Date.parse(circuit?.since ?? '') >= before - 1_000);
  assert.ok(Date.parse(circuit?.next_probe_at ?? '') >= before + 58_000);
  assert.equal(shown.get(another)?.reason, 'dns', 'a blocked address is shown as dns, as in attempts');
  assert.ok(Date.parse(shown.get(another)?.next_probe_at ?? '') >= before - 1_000, 'not in the past');
});

test('a failed probe changes the reason and not the beginning; a closed circuit is not listed', async () => {
  const own = newId();
  const webhookId = newId();
  await store.open(webhookId, own, 0, 'endpoint_timeout');
  const [opened] = (await reader.list(own, undefined, FIRST_PAGE)).items;
  const startProbe = (): Promise<unknown> =>
    dataSource.query(
      `UPDATE webhook_queues SET circuit = 'half_open', circuit_generation = circuit_generation + 1 WHERE webhook_id = $1`,
      [webhookId],
    );
  await startProbe();
  const [probing] = (await reader.list(own, undefined, FIRST_PAGE)).items;
  assert.deepEqual([probing?.circuit, probing?.next_probe_at], ['half_open', null]);
  await store.reopen(webhookId, 2, 60_000, 'connection');
  const [reopened] = (await reader.list(own, undefined, FIRST_PAGE)).items;
  assert.equal(reopened?.circuit_reason, 'connection');
  assert.deepEqual(reopened.circuit_opened_at, opened?.circuit_opened_at);
  await startProbe();
  await store.close(webhookId, 4);
  assert.deepEqual(await reader.list(own, undefined, FIRST_PAGE), { items: [], next_cursor: null });
});

test('circuits are paged', async () => {
  const own = newId();
  const ids = Array.from({ length: 5 }, newId);
  for (const id of ids) await store.open(id, own, 1_000, 'dns');
  const seen: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page = await reader.list(own, undefined, {
      limit: 2,
      cursor: cursor === null ? null : decodeCursor(cursor),
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  assert.deepEqual(seen, ids.toReversed());
});

test('the circuits of some webhooks are found among many, of the workspace only', async () => {
  const own = newId();
  const ids = Array.from({ length: 3 }, newId);
  for (const id of ids) await store.open(id, own, 1_000, 'dns');
  const [first, second, third] = ids;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const idsOf = async (workspace: string, webhookIds: string[]): Promise<string[]> =>
    (await reader.list(workspace, webhookIds, FIRST_PAGE)).items.map(({ id }) => id);
  assert.deepEqual(await idsOf(own, [first]), [first]);
  assert.deepEqual(await idsOf(own, [first, third, newId()]), [third, first]);
  assert.deepEqual(await idsOf(newId(), ids), []);
});
