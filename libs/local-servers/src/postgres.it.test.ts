import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { ensureRoles, missingGrants, MissingPrivilegeError } from './ensure-roles.js';
import { AlreadyRunningError } from './pid-file.js';
import { removePostgresData, startPostgres, type RunningPostgres } from './postgres.js';
import { identityOf } from './process-identity.js';
import { movedFolder } from './server-account.js';

const folder = mkdtempSync(join(tmpdir(), 'flowforge-postgres-'));
const running: RunningPostgres[] = [];
const start = async (name: string): Promise<RunningPostgres> => {
  const postgres = await startPostgres({ dataFolder: join(folder, name), durable: false });
  running.push(postgres);
  return postgres;
};
after(async () => {
  await Promise.all(running.map((postgres) => postgres.kill()));
  for (const name of ['one', 'two']) await removePostgresData(join(folder, name));
  rmSync(folder, { recursive: true, force: true });
});

async function query(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe('an embedded Postgres', () => {
  let one: RunningPostgres;
  let two: RunningPostgres;
  before(async () => {
    [one, two] = await Promise.all([start('one'), start('two')]);
  });

  test('two clusters run at the same time, each with its own port and password', async () => {
    assert.notEqual(one.port, two.port);
    assert.equal(statSync(join(folder, 'one/postgres.password')).mode & 0o777, 0o600);
    const crossed = new URL(one.url);
    crossed.port = String(two.port);
    await assert.rejects(query(crossed.href, 'SELECT 1'), /password authentication failed/);
    assert.deepEqual(await query(one.url, 'SHOW synchronous_commit'), [{ synchronous_commit: 'on' }]);
    assert.deepEqual(await query(one.url, 'SHOW unix_socket_directories'), [{ unix_socket_directories: '' }]);
  });

  test('refuses a second start while the first runs', async () => {
    await assert.rejects(start('one'), AlreadyRunningError);
  });

  test('committed rows survive a stop and a kill', async () => {
    await query(one.url, 'CREATE TABLE kept (n int)');
    await query(one.url, 'INSERT INTO kept VALUES (1)');
    await one.stop();
    assert.equal(identityOf(one.pid), undefined);
    one = await start('one');
    await query(one.url, 'INSERT INTO kept VALUES (2)');
    await one.kill();
    one = await start('one');
    assert.deepEqual(await query(one.url, 'SELECT n FROM kept ORDER BY n'), [{ n: 1 }, { n: 2 }]);
  });

  test('starts when the pid of an old postmaster.pid belongs to another program now', async () => {
    const dataFolder = join(folder, 'one');
    const cluster = join(movedFolder(dataFolder) ?? dataFolder, 'postgres-18');
    await one.stop();
    assert.equal(existsSync(join(cluster, 'postmaster.pid')), false);
    writeFileSync(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n`);
    one = await start('one');
    assert.deepEqual(await query(one.url, 'SELECT 1 AS n'), [{ n: 1 }]);
  });

  test('each service has a schema that other services cannot use', async () => {
    const passwords = { registry: 'first', delivery: 'p@ss/:' };
    const urls = await ensureRoles(two.url, passwords, { exclusive: true });
    await query(urls.registry, 'CREATE TABLE thing (n int)');
    assert.deepEqual(await query(urls.delivery, 'SELECT current_schema() AS schema'), [
      { schema: 'delivery' },
    ]);
    await assert.rejects(
      query(urls.delivery, 'SELECT * FROM registry.thing'),
      /permission denied for schema registry/,
    );
    await assert.rejects(query(urls.delivery, 'CREATE SCHEMA mine'), /permission denied for database/);
    await assert.rejects(
      query(urls.delivery, 'CREATE TABLE public.mine (n int)'),
      /permission denied for schema public/,
    );
  });

  test('sets new passwords, also in two calls at once', async () => {
    const again = { registry: 'second', delivery: 'second' };
    const [urls] = await Promise.all([ensureRoles(two.url, again), ensureRoles(two.url, again)]);
    assert.deepEqual(await query(urls.registry, 'SELECT count(*)::int AS n FROM thing'), [{ n: 0 }]);
  });

  test('sets up five databases of one cluster at once, which share the roles', async () => {
    const urls = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (name) => {
        await query(two.url, `CREATE DATABASE many_${name} TEMPLATE template0`);
        const url = new URL(two.url);
        url.pathname = `/many_${name}`;
        return url.href;
      }),
    );
    await Promise.all(urls.map((url) => ensureRoles(url, { delivery: 'x', one_more: 'x' })));
  });

  test('works with a role that is not a superuser; the error lists privileges that the role lacks', async () => {
    await query(two.url, `CREATE ROLE owner LOGIN PASSWORD 'x'`);
    const url = new URL(two.url);
    url.username = 'owner';
    url.password = 'x';
    await query(two.url, 'GRANT CONNECT ON DATABASE flowforge TO owner');
    await assert.rejects(ensureRoles(url.href, { conversations: 'x' }), (error) => {
      assert.ok(error instanceof MissingPrivilegeError);
      assert.match(
        error.message,
        /ALTER ROLE "owner" CREATEROLE;\n\s+GRANT CREATE ON DATABASE "flowforge" TO "owner";/,
      );
      return true;
    });
    await query(two.url, 'ALTER ROLE owner CREATEROLE');
    await query(two.url, 'GRANT ALL ON DATABASE flowforge TO owner WITH GRANT OPTION');
    const urls = await ensureRoles(url.href, { conversations: 'x' });
    await query(urls.conversations, 'CREATE TABLE thing (n int)');
    await ensureRoles(url.href, { conversations: 'y' });
  });
});

test('the error lists exactly the missing privileges', () => {
  const message = missingGrants({
    role: 'app',
    database: 'shop',
    mayCreateRoles: true,
    mayCreateSchemas: false,
  });
  assert.match(message, /GRANT CREATE ON DATABASE "shop" TO "app";/);
  assert.doesNotMatch(message, /CREATEROLE/);
});
