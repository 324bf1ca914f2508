import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import type { DataSource } from 'typeorm';
import { CircuitStore } from '../circuit/circuit.store.js';
import { Circuits } from '../circuit/circuits.worker.js';
import { deliveryOf } from '../delivery/delivery.js';
import { DeliveryStore } from '../delivery/delivery.store.js';
import { DUE_NOW } from '../delivery/delivery-state.js';
import { ClaimStore } from '../delivery/claim.store.js';
import type { StartedDelivery } from '../delivery/started-delivery.js';
import { migrations } from '../migrations.js';
import { ReplicaStore } from '../replica/replica.store.js';
import { capturedForm, nowMicros } from '../testing.js';

const workspaceId = newId();
const NOTHING = { webhookIds: [], workspaceIds: [] };

let database: TestDatabase;
let dataSource: DataSource;
let access: Database;
let store: CircuitStore;
let epoch: number;
let closed: string[];
let openings: number;
let here: Circuits;
let elsewhere: Circuits;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  access = new Database(dataSource);
  store = new CircuitStore(access);
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

const newCircuits = (resetTimeoutMs: number): Circuits =>
  new Circuits(
    store,
    { attemptTimeoutMs: 1_000, resetTimeoutMs },
    (webhookId) => closed.push(webhookId),
    () => (openings += 1),
    (error) => assert.fail(String(error)),
  );

beforeEach(async () => {
  await dataSource.query('TRUNCATE events, deliveries, attempts, webhook_queues, replicas');
  epoch = await new ReplicaStore(access).add(60_000);
  closed = [];
  openings = 0;
});

/** Runs `work` with the circuits of two replicas. */
async function withTwoReplicas(resetTimeoutMs: number, work: () => Promise<void>): Promise<void> {
  here = newCircuits(resetTimeoutMs);
  elsewhere = newCircuits(resetTimeoutMs);
  await Promise.all([here.start(), elsewhere.start()]);
  try {
    await work();
  } finally {
    await Promise.all([here.stop(), elsewhere.stop()]);
  }
}

async function failTenTimes(webhookId: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1)
    await here.record(webhookId, workspaceId, 'failure', 'endpoint_timeout');
}

async function enqueue(webhookId: string, count: number): Promise<void> {
  const deliveries = new DeliveryStore(access);
  for (let number = 0; number < count; number += 1) {
    const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
    const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
    const payload = Buffer.from(encodeEvent(event));
    await deliveries.writeNewEvents([
      { event, payload, plannedWith: 0, deliveries: [{ delivery, state: DUE_NOW }] },
    ]);
  }
}

const start = async (probeMs = 60_000): Promise<StartedDelivery[]> =>
  (await new ClaimStore(access, probeMs, () => null).start(epoch, NOTHING, (due) => due.map(() => 10)))
    .started;

test('a circuit that one replica opens is open in the other one, and nothing of its queue is started', () =>
  withTwoReplicas(60_000, async () => {
    const webhookId = newId();
    await enqueue(webhookId, 3);
    await here.record(webhookId, workspaceId, 'success', 'delivered');
    assert.ok(here.isClosed(webhookId));
    await failTenTimes(webhookId);
    assert.equal(here.isClosed(webhookId), false);
    await until('the other replica', () => !elsewhere.isClosed(webhookId));
    assert.deepEqual(await start(), []);
    await enqueue(webhookId, 1);
    assert.deepEqual(await start(), [], 'a delivery that comes later does not make the queue due earlier');
    assert.deepEqual(elsewhere.count(), { open: 1, halfOpen: 0 });
    assert.equal(openings, 1, 'only the replica that opened it counts it');
  }));

test('a circuit stays open over a restart of all replicas', async () => {
  const webhookId = newId();
  await withTwoReplicas(60_000, () => failTenTimes(webhookId));
  await withTwoReplicas(60_000, async () => assert.equal(here.isClosed(webhookId), false));
});

test('after the reset time one probe is started; its success closes the circuit everywhere', () =>
  withTwoReplicas(50, async () => {
    const webhookId = newId();
    await enqueue(webhookId, 3);
    await failTenTimes(webhookId);
    await until('the other replica', () => !elsewhere.isClosed(webhookId));
    const probe = await until('the probe', async () => (await start())[0]);
    assert.ok(probe.probeGeneration !== null);
    assert.deepEqual(await start(), [], 'nothing else starts while the probe runs');
    await here.probeEnded(webhookId, probe.probeGeneration, 'success', 'delivered');
    const rest = await start();
    assert.deepEqual(
      rest.map(({ probeGeneration }) => probeGeneration),
      [null, null],
    );
    await until('both replicas', () => here.isClosed(webhookId) && elsewhere.isClosed(webhookId));
    assert.deepEqual(closed, [webhookId, webhookId]);
  }));

test('a failed probe opens the circuit again; a late result of an earlier probe changes nothing', () =>
  withTwoReplicas(50, async () => {
    const webhookId = newId();
    await enqueue(webhookId, 3);
    await failTenTimes(webhookId);
    const first = await until('the probe', async () => (await start(1))[0]);
    // The first probe is given up after 1 ms, so another one may start.
    const second = await until('another probe', async () => (await start())[0]);
    assert.ok(first.probeGeneration !== null && second.probeGeneration !== null);
    await here.probeEnded(webhookId, first.probeGeneration, 'success', 'delivered');
    assert.equal(here.isClosed(webhookId), false);
    const [{ circuit } = { circuit: '' }]: { circuit: string }[] = await dataSource.query(
      'SELECT circuit FROM webhook_queues',
    );
    assert.equal(circuit, 'half_open');
    await here.probeEnded(webhookId, second.probeGeneration, 'failure', 'connection');
    const third = await until('the next probe', async () => (await start())[0]);
    assert.notEqual(third.delivery.eventId, second.delivery.eventId);
  }));

test('a cancelled probe is followed by another one at once', () =>
  withTwoReplicas(3_600_000, async () => {
    const webhookId = newId();
    await enqueue(webhookId, 2);
    await failTenTimes(webhookId);
    await dataSource.query('UPDATE webhook_queues SET blocked_until = now(), next_due_at = now()');
    const [probe] = await start();
    assert.ok(probe?.probeGeneration);
    await here.probeEnded(webhookId, probe.probeGeneration, 'ignored', null);
    assert.equal((await start()).length, 1);
  }));
