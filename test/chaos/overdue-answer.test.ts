import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { listenOnFreePort } from '@flowforge/testing/listen';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';

/** A TCP proxy in front of the database. While it is stalled it forwards no bytes to the database, like a broken network. */
interface StallingProxy {
  url: string;
  stall(): void;
  resume(): void;
  stop(): void;
}

async function startStallingProxy(databaseUrl: string): Promise<StallingProxy> {
  const url = new URL(databaseUrl);
  const [port, host] = [Number(url.port), url.hostname];
  let stalled = false;
  let waiting: (() => void)[] = [];
  const forward = (step: () => void): void => void (stalled ? waiting.push(step) : step());
  const server = createServer((client) => {
    const upstream = connect(port, host);
    client.on('data', (bytes) => forward(() => upstream.write(bytes)));
    client.on('close', () => forward(() => upstream.end()));
    upstream.on('data', (bytes) => client.write(bytes));
    upstream.on('close', () => client.destroy());
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  url.port = new URL(await listenOnFreePort(server)).port;
  return {
    url: url.href,
    stall: () => (stalled = true),
    resume: () => {
      stalled = false;
      for (const step of waiting) step();
      waiting = [];
    },
    stop: () => void server.close(),
  };
}

let database: TestDatabase;
let proxy: StallingProxy;
let dataSource: DataSource;

before(async () => {
  database = await startTestDatabase();
  proxy = await startStallingProxy(database.urls.conversations);
  dataSource = createDataSource({
    url: proxy.url,
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
  proxy.stop();
  await database.stop();
});

test('statements of a cancelled transaction are not committed with the next transaction on the same connection', async () => {
  const workspaces = new WorkspaceDatabase(new Database(dataSource));
  const cancelled = workspaces.transaction(randomUUID(), async (tx) => {
    proxy.stall();
    await tx.query(`INSERT INTO facts VALUES ('half of the first')`);
    await tx.query(`INSERT INTO facts VALUES ('its event')`);
  });
  await assert.rejects(cancelled, /Query read timeout/);
  proxy.resume();
  await workspaces.transaction(randomUUID(), (tx) => tx.query(`INSERT INTO facts VALUES ('the second')`));
  const facts: { name: string }[] = await dataSource.query('SELECT name FROM facts');
  assert.deepEqual(
    facts.map(({ name }) => name),
    ['the second'],
  );
});
