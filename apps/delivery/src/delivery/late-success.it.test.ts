import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { ReplicaStore } from '../replica/replica.store.js';
import { capturedForm, nowMicros } from '../testing.js';
import { skipWaiting } from './backlog.store.js';
import { ClaimStore } from './claim.store.js';
import { deliveryOf } from './delivery.js';
import { DeliveryStore } from './delivery.store.js';
import { DUE_NOW } from './delivery-state.js';

let database: TestDatabase;
let dataSource: DataSource;
let access: Database;
let claims: ClaimStore;
let epoch: number;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  access = new Database(dataSource);
  claims = new ClaimStore(access, 60_000, () => null);
  epoch = await new ReplicaStore(access).add(60_000);
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

/** Stores a waiting delivery, and ends it like a late success in a transaction that is still open while `work` runs. */
async function duringLateSuccess(work: (webhookId: string) => Promise<unknown>): Promise<unknown> {
  const event = capturedForm(newId(), newId(), nowMicros(), newId());
  const webhookId = newId();
  const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
  await new DeliveryStore(access).writeNewEvents([
    {
      event,
      payload: Buffer.from(encodeEvent(event)),
      plannedWith: 0,
      deliveries: [{ delivery, state: DUE_NOW }],
    },
  ]);
  const late = dataSource.createQueryRunner();
  await late.connect();
  await late.startTransaction();
  await late.query(
    `UPDATE deliveries SET status = 'delivered', due_at = NULL, finished_at = now() WHERE event_id = $1`,
    [event.id],
  );
  const working = work(webhookId);
  await until('the other transaction to wait for the row', async () => {
    const [row]: { waits: boolean }[] = await dataSource.query(
      `SELECT count(*) > 0 AS waits FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row?.waits;
  });
  await late.commitTransaction();
  await late.release();
  await working;
  const [row]: unknown[] = await dataSource.query(
    'SELECT status, held_by FROM deliveries WHERE event_id = $1',
    [event.id],
  );
  return row;
}

test('a claim does not start a delivery that a late success ends meanwhile', async () => {
  const row = await duringLateSuccess(async () => {
    const { started } = await claims.start(epoch, { webhookIds: [], workspaceIds: [] }, (due) =>
      due.map(() => 5),
    );
    assert.deepEqual(started, []);
  });
  assert.deepEqual(row, { status: 'delivered', held_by: null });
});

test('a circuit stays open when a late success ends the delivery that was to be its probe', async () => {
  await duringLateSuccess(async (webhookId) => {
    await dataSource.query(
      `UPDATE webhook_queues SET circuit = 'open', circuit_opened_at = now(), blocked_until = now() WHERE webhook_id = $1`,
      [webhookId],
    );
    const { started } = await claims.start(epoch, { webhookIds: [], workspaceIds: [] }, (due) =>
      due.map(() => 1),
    );
    assert.deepEqual(started, []);
    const [queue]: unknown[] = await dataSource.query(
      'SELECT circuit, blocked_until <= now() AS may_probe FROM webhook_queues WHERE webhook_id = $1',
      [webhookId],
    );
    assert.deepEqual(queue, { circuit: 'open', may_probe: true });
  });
});

test('a delivery that a late success ends is not skipped', async () => {
  const row = await duringLateSuccess((webhookId) =>
    access.transaction(async (tx) => {
      await skipWaiting(tx, { webhookId, revision: 1 }, null, 10);
    }),
  );
  assert.deepEqual(row, { status: 'delivered', held_by: null });
});
