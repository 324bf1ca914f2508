import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '@flowforge/local-servers/postgres';
import type { QueryRunner } from 'typeorm';
import pg from 'pg';
import { migrate } from './migrate.js';

/** Locks of the test itself. The migrations wait for them. */
const [FIRST, SECOND] = [41, 42];

class InTransaction1700000000000 {
  up(runner: QueryRunner): Promise<unknown> {
    return runner.query(`SELECT pg_advisory_xact_lock(${FIRST})`);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

class WithoutTransaction1700000000001 {
  readonly transaction = false;
  up(runner: QueryRunner): Promise<unknown> {
    return runner.query(`SELECT pg_advisory_lock(${SECOND})`);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

let folder: string;
let server: RunningPostgres;
let observer: pg.Client;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowforge-test-migrate-'));
  server = await startPostgres({ dataFolder: folder, durable: false });
  observer = new pg.Client({ connectionString: server.url });
  await observer.connect();
});

after(async () => {
  await observer.end();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the connection that runs a migration has the lock, so the lock stays while a statement of a killed process runs', async () => {
  const target = {
    url: server.url,
    schema: 'public',
    migrations: [InTransaction1700000000000, WithoutTransaction1700000000001],
  };
  await observer.query(`SELECT pg_advisory_lock(${FIRST}), pg_advisory_lock(${SECOND})`);
  const migrating = migrate(target);
  for (const number of [FIRST, SECOND]) {
    const running = await runningBackend(number);
    const { rows } = await observer.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid::bigint = hashtext('flowforge.migrate.public') & 4294967295`,
    );
    assert.deepEqual(rows, [{ pid: running }]);
    await observer.query(`SELECT pg_advisory_unlock(${number})`);
  }
  assert.deepEqual(await migrating, ['InTransaction1700000000000', 'WithoutTransaction1700000000001']);
  assert.deepEqual(await migrate(target), []);
});

/** The process of Postgres that waits for this lock of the test. */
async function runningBackend(lock: number): Promise<number> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const { rows } = await observer.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ${lock}`,
    );
    if (rows[0] !== undefined) return rows[0].pid;
  }
  throw new Error(`no migration waits for the lock ${lock}`);
}
