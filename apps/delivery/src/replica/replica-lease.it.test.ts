import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { ReplicaLease } from './replica-lease.worker.js';
import { ReplicaStore } from './replica.store.js';

let database: TestDatabase;
let dataSource: DataSource;
let store: ReplicaStore;

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', migrations);
  dataSource = await database.open('delivery');
  store = new ReplicaStore(new Database(dataSource));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

beforeEach(() => dataSource.query('TRUNCATE replicas'));

const newLease = (leaseMs: number, onLeasesEnded: () => void = () => undefined): ReplicaLease =>
  new ReplicaLease(store, { leaseMs, renewEveryMs: 20 }, onLeasesEnded, (error) =>
    assert.fail(String(error)),
  );

test('a lease is renewed, and keeps its epoch', async () => {
  const lease = newLease(700);
  await lease.start();
  const epoch = lease.epoch;
  assert.ok(epoch !== null);
  const renewals = async (): Promise<number> => {
    const [row]: { late: boolean }[] = await dataSource.query(
      `SELECT valid_until > clock_timestamp() + interval '0.5 seconds' AS late FROM replicas`,
    );
    return row?.late === true ? 1 : 0;
  };
  const startedAt = performance.now();
  await until('renewals for longer than the lease', () => performance.now() - startedAt > 1_000);
  assert.equal(await renewals(), 1);
  assert.equal(lease.epoch, epoch);
  assert.ok(lease.isValid(epoch));
  await lease.stop();
  assert.equal(lease.epoch, null);
  assert.equal(await store.deleteEnded(false), 1);
});

test('a lease that was given back is ended at the next renewal of another replica, without waiting', async () => {
  const stopped = newLease(60_000);
  await stopped.start();
  await stopped.stop();
  let ended = 0;
  const lease = newLease(60_000, () => (ended += 1));
  await lease.start();
  await until('the end of the other lease', () => ended > 0);
  await lease.stop();
});

test('the expired lease of another replica is ended after one lease time of unbroken contact', async () => {
  const dead = await store.add(1);
  let ended = 0;
  const lease = newLease(1_000, () => (ended += 1));
  const startedAt = performance.now();
  await lease.start();
  await until('the end of the other lease', () => ended > 0);
  assert.ok(performance.now() - startedAt >= 1_000);
  const rows: { epoch: string }[] = await dataSource.query('SELECT epoch FROM replicas');
  assert.ok(rows.every(({ epoch }) => Number(epoch) !== dead));
  await lease.stop();
});

test('a replica whose lease was ended by another one continues with a new epoch', async () => {
  let ended = 0;
  const lease = newLease(5_000, () => (ended += 1));
  await lease.start();
  const first = lease.epoch;
  assert.ok(first !== null);
  await dataSource.query('DELETE FROM replicas WHERE epoch = $1', [first]);
  await until('the new epoch', () => lease.epoch !== null && lease.epoch !== first);
  assert.equal(lease.isValid(first), false);
  assert.equal(ended, 1);
  await lease.stop();
});
