import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type RunningPostgres, startPostgres } from '@flowforge/local-servers/postgres';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import { Database, type Transaction } from './database.js';
import { migrate } from './migrate.js';
import { PostgresMetrics } from './postgres-metrics.js';
import { prepared } from './prepared-statement.js';
import { isUniqueViolation } from './sql-state.js';
import { WorkspaceDatabase } from './workspace-database.js';

let folder: string;
let server: RunningPostgres;
let dataSource: DataSource;
let database: Database;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowforge-test-database-'));
  server = await startPostgres({ dataFolder: folder, durable: false });
  dataSource = await createDataSource({
    url: server.url,
    schema: 'public',
    applicationName: 'test',
    poolSize: 2,
  }).initialize();
  database = new Database(dataSource);
  await database.query('CREATE TABLE facts (name text PRIMARY KEY)');
});

beforeEach(async () => {
  await database.query('DELETE FROM facts');
});

after(async () => {
  await dataSource.destroy();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function facts(): Promise<string[]> {
  const rows = await database.query<{ name: string }>('SELECT name FROM facts ORDER BY name');
  return rows.map(({ name }) => name);
}

test('an array of texts comes back as it was stored', async () => {
  const texts = [
    '',
    'NULL',
    'null',
    'a b',
    '{c,d}',
    'e"f',
    '\\',
    '\\"',
    '[1:2]={x}',
    'line\nline',
    'é 你 😀',
    ' ',
  ];
  const [row] = await database.query(
    `SELECT $1::text[] AS texts, '{}'::text[] AS none, ARRAY[NULL, 'x'] AS nulls, '{{a,b},{c,d}}'::text[] AS nested,
            NULL::text[] AS missing, '[5:6]={p,q}'::text[] AS shifted, ARRAY[1, 2] AS numbers`,
    [texts],
  );
  assert.deepEqual(row, {
    texts,
    none: [],
    nulls: [null, 'x'],
    nested: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    missing: null,
    shifted: ['p', 'q'],
    numbers: [1, 2],
  });
});

test('a transaction commits when its work resolves, and returns its result', async () => {
  const rows = await database.transaction((tx) =>
    tx.query<{ name: string }>('INSERT INTO facts VALUES ($1) RETURNING name', ['a']),
  );
  assert.deepEqual(rows, [{ name: 'a' }]);
  assert.deepEqual(await facts(), ['a']);
});

test('a transaction rolls back when its work rejects, and its connection can be reused', async () => {
  for (let round = 0; round < 5; round += 1) {
    const work = database.transaction(async (tx) => {
      await tx.query(`INSERT INTO facts VALUES ('lost')`);
      throw new Error('refused');
    });
    await assert.rejects(work, /refused/);
  }
  assert.deepEqual(await facts(), []);
});

test('statements that change rows return only rows, without a count', async () => {
  await database.query(`INSERT INTO facts VALUES ('a'), ('b')`);
  const updated = await database.query<{ name: string }>(
    `UPDATE facts SET name = 'c' WHERE name = 'a' RETURNING name`,
  );
  assert.deepEqual(updated, [{ name: 'c' }]);
  assert.deepEqual(await database.query('DELETE FROM facts'), []);
});

test('a prepared statement is prepared once for each connection, and its errors keep their code', async () => {
  const insert = prepared('INSERT INTO facts VALUES ($1) RETURNING name');
  const names = await database.transaction(async (tx) => {
    const rows = [];
    for (const name of ['a', 'b']) rows.push(...(await tx.queryPrepared<{ name: string }>(insert, [name])));
    const [count] = await tx.query<{ count: string }>(
      'SELECT count(*) FROM pg_prepared_statements WHERE name = $1',
      [insert.name],
    );
    return [...rows.map(({ name }) => name), count?.count];
  });
  assert.deepEqual(names, ['a', 'b', '1']);
  const again = database.transaction((tx) => tx.queryPrepared(insert, ['a']));
  await assert.rejects(again, isUniqueViolation);
  assert.deepEqual(await facts(), ['a', 'b']);
});

/** What makes a prepared statement of a connection useless, by the SQLSTATE of the next call. */
const SPOILED: Record<string, (tx: Transaction, name: string) => Promise<unknown>> = {
  '26000': (tx) => tx.query('DEALLOCATE ALL'),
  '0A000': (tx) => tx.query('ALTER TABLE facts ADD COLUMN more text'),
  '42P05': (tx, name) => tx.query(`PREPARE "${name}" AS SELECT 1`),
};

for (const [code, spoil] of Object.entries(SPOILED)) {
  test(`a connection whose prepared statements are not usable is closed: ${code}`, async () => {
    const select = prepared(`SELECT *, '${code}' AS test FROM facts`);
    const read = async (): Promise<unknown[]> => database.transaction((tx) => tx.queryPrepared(select, []));
    try {
      // The pool gives out the connection that was released last.
      if (code !== '42P05') await read();
      await database.transaction((tx) => spoil(tx, select.name));
      await assert.rejects(read, { code });
      assert.deepEqual(await read(), []);
    } finally {
      await database.query('ALTER TABLE facts DROP COLUMN IF EXISTS more');
    }
  });
}

test('effects run in order after the commit, when the connection is released; never after a rollback', async () => {
  const seen: string[] = [];
  await database.transaction(async (tx) => {
    await tx.query(`INSERT INTO facts VALUES ('a')`);
    tx.afterCommit(async () => {
      seen.push(`first sees ${(await facts()).join()}`);
    });
    tx.afterCommit(() => void seen.push('second'));
  });
  assert.deepEqual(seen, ['first sees a', 'second']);

  const rejected = database.transaction(async (tx) => {
    tx.afterCommit(() => void seen.push('third'));
    await tx.query(`INSERT INTO facts VALUES ('a')`);
  });
  await assert.rejects(rejected, /duplicate key/);
  assert.deepEqual(seen, ['first sees a', 'second']);
});

test('what the caller waits for runs after all effects, and never after a rollback', async () => {
  const seen: string[] = [];
  await database.transaction(async (tx) => {
    tx.beforeReturn(() => Promise.resolve(void seen.push('wait')));
    tx.afterCommit(() => void seen.push('first'));
    tx.afterCommit(() => void seen.push('second'));
    await Promise.resolve();
  });
  assert.deepEqual(seen, ['first', 'second', 'wait']);
  const rejected = database.transaction((tx) => {
    tx.beforeReturn(() => Promise.resolve(void seen.push('never')));
    return Promise.reject(new Error('rolled back'));
  });
  await assert.rejects(rejected, /rolled back/);
  assert.equal(seen.length, 3);
});

test('with repeatable read a transaction does not see rows that others commit after its start', async () => {
  const counts = await database.transaction(async (tx) => {
    const before_ = await tx.query('SELECT name FROM facts');
    await database.query(`INSERT INTO facts VALUES ('later')`);
    const after_ = await tx.query('SELECT name FROM facts');
    return [before_.length, after_.length];
  }, 'REPEATABLE READ');
  assert.deepEqual(counts, [0, 0]);
});

test('the transaction of a workspace sets the session setting, and the connection does not keep it', async () => {
  const setting = `SELECT current_setting('flowforge.workspace_id', true) AS workspace`;
  const workspaces = new WorkspaceDatabase(database);
  const inside = await workspaces.transaction('one', async (tx) => [
    tx.workspaceId,
    ...(await tx.query(setting)),
  ]);
  assert.deepEqual(inside, ['one', { workspace: 'one' }]);
  for (const outside of await Promise.all([1, 2].map(() => database.query<{ workspace: string }>(setting))))
    assert.notEqual(outside[0]?.workspace, 'one');
});

test('the clock advances within a transaction, and has microseconds', async () => {
  const [first, second] = await database.transaction(async (tx) => {
    const start = await tx.clock();
    return [start, await tx.clock()];
  });
  assert.match(String(first), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.ok(String(second) > String(first));
});

test('the metrics show connections in use, what waits for one, and how long it waited', async () => {
  const registry = new Registry();
  const metrics = new PostgresMetrics(registry, dataSource);
  const value = async (name: string): Promise<number | undefined> =>
    Number(new RegExp(`^${name} (.*)$`, 'm').exec(await registry.metrics())?.[1]);
  let leave: () => void = () => undefined;
  const mayLeave = new Promise<void>((resolve) => (leave = resolve));
  const holders = [1, 2].map(() =>
    database.transaction(async (tx) => {
      await tx.query('SELECT 1');
      await mayLeave;
    }),
  );
  while ((await value('postgres_pool_connections\\{state="in_use"\\}')) !== 2) await setImmediate();
  const third = database.query('SELECT 1');
  while ((await value('postgres_pool_waiting')) !== 1) await setImmediate();
  leave();
  await Promise.all([...holders, third]);
  assert.equal(await value('postgres_pool_waiting'), 0);
  assert.equal(await value('postgres_pool_connections\\{state="in_use"\\}'), 0);
  assert.equal(await value('postgres_pool_wait_seconds_count'), 3);
  metrics.clocksCompared(10_500, 10_000, 10_200);
  assert.equal(await value('postgres_clock_offset_seconds'), 0.4);
});

test('a migration waits for another one, reports how long, and gives up at its deadline', async () => {
  const target = { url: server.url, schema: 'public', migrations: [] };
  const other = dataSource.createQueryRunner();
  try {
    await other.query(`SELECT pg_advisory_lock(hashtext('flowforge.migrate.public'))`);
    const waits: number[] = [];
    await assert.rejects(
      migrate(target, { onWaiting: (waitedMs) => void waits.push(waitedMs), maxMs: 0 }),
      /^Error: another process migrates the schema public, and has not ended within 0 s; start again when it has$/,
    );
    assert.equal(waits.length, 1);

    let ended: Promise<unknown> | undefined;
    const applied = await migrate(target, {
      onWaiting: () => void (ended ??= other.query('SELECT pg_advisory_unlock_all()')),
    });
    assert.ok(ended, 'it has waited');
    assert.deepEqual(applied, []);
  } finally {
    await other.release();
  }
});
