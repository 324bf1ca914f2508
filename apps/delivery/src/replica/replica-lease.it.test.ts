import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
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
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  store = new ReplicaStore(new Database(dataSource));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

beforeEach(() => dataSource.query('TRUNCATE replicas'));

/** The leases of a test. One that is still renewed would end the leases of the next test. */
let leases: ReplicaLease[] = [];
afterEach(async () => {
  await Promise.all(leases.map((lease) => lease.stop()));
  leases = [];
});

function newLease(leaseMs: number, onLeasesEnded: () => void = () => undefined): ReplicaLease {
  const lease = new ReplicaLease(store, { leaseMs, renewEveryMs: 20 }, onLeasesEnded, (error) =>
    assert.fail(String(error)),
  );
  leases.push(lease);
  return lease;
}

test('a lease is renewed, and keeps its epoch', async () => {
  const lease = newLease(60_000);
  await lease.start();
  const epoch = lease.epoch;
  assert.ok(epoch !== null);
  const validUntil = async (): Promise<number> => {
    const rows: { epoch: string; at: Date }[] = await dataSource.query(
      'SELECT epoch, valid_until AS at FROM replicas',
    );
    assert.deepEqual(
      rows.map((row) => Number(row.epoch)),
      [epoch],
    );
    return rows[0]?.at.getTime() ?? 0;
  };
  const first = await validUntil();
  const second = await until('a renewal', async () => {
    const at = await validUntil();
    return at > first && at;
  });
  await until('another renewal', async () => (await validUntil()) > second);
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
});
