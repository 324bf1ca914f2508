import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';

/** A way to the database on which bytes can be held up, as by a network that stalls. */
interface StallingWay {
  url: string;
  stall(): void;
  resume(): void;
  stop(): void;
}

async function startStallingWay(databaseUrl: string): Promise<StallingWay> {
  const url = new URL(databaseUrl);
  const [port, host] = [Number(url.port), url.hostname];
  let stalled = false;
  let held: (() => void)[] = [];
  const inOrder = (step: () => void): void => void (stalled ? held.push(step) : step());
  const server = createServer((near) => {
    const far = connect(port, host);
    near.on('data', (bytes) => inOrder(() => far.write(bytes)));
    near.on('close', () => inOrder(() => far.end()));
    far.on('data', (bytes) => near.write(bytes));
    far.on('close', () => near.destroy());
    for (const socket of [near, far]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  url.port = String(address.port);
  return {
    url: url.href,
    stall: () => (stalled = true),
    resume: () => {
      stalled = false;
      for (const step of held) step();
      held = [];
    },
    stop: () => void server.close(),
  };
}

let database: TestDatabase;
let way: StallingWay;
let dataSource: DataSource;

before(async () => {
  database = await startTestDatabase();
  way = await startStallingWay(database.urls.conversations);
  dataSource = createDataSource({
    url: way.url,
    schema: 'conversations',
    applicationName: 'overdue',
    poolSize: 1,
    statementTimeoutMs: 100,
  });
  await dataSource.initialize();
  await dataSource.query('CREATE TABLE facts (name text NOT NULL)');
});

after(async () => {
  await dataSource.destroy();
  way.stop();
  await database.stop();
});

test('a transaction that was given up is not committed with the next one', async () => {
  const workspaces = new WorkspaceDatabase(new Database(dataSource));
  const given = workspaces.transaction(randomUUID(), async (tx) => {
    way.stall();
    await tx.query(`INSERT INTO facts VALUES ('half of the first')`);
    await tx.query(`INSERT INTO facts VALUES ('its event')`);
  });
  await assert.rejects(given, /Query read timeout/);
  way.resume();
  await workspaces.transaction(randomUUID(), (tx) => tx.query(`INSERT INTO facts VALUES ('the second')`));
  const facts: { name: string }[] = await dataSource.query('SELECT name FROM facts');
  assert.deepEqual(
    facts.map(({ name }) => name),
    ['the second'],
  );
});
