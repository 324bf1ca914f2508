import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { migrations as conversationsMigrations } from '@flowforge/conversations/migrations';
import { SERVICE_NAMES, type ServiceName } from '@flowforge/contracts/words';
import { migrations as deliveryMigrations } from '@flowforge/delivery/migrations';
import { migrations as registryMigrations } from '@flowforge/registry/migrations';
import { programPath } from '@flowforge/testing/program';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { startService } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';

const MIGRATIONS = {
  conversations: conversationsMigrations,
  registry: registryMigrations,
  delivery: deliveryMigrations,
};
let database: TestDatabase;

before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());

interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(
  service: ServiceName,
  databaseUrl: string,
  args: readonly string[],
): ChildProcessWithoutNullStreams {
  const script = programPath(`apps/${service}/dist/migrate.js`);
  return spawn(process.execPath, [script, ...args], { env: { DATABASE_URL: databaseUrl } });
}

/** Runs a service's migrate command as an operator would. */
async function runMigrate(
  service: ServiceName,
  databaseUrl: string,
  args: readonly string[] = [],
): Promise<CommandResult> {
  const child = start(service, databaseUrl, args);
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode, stdout: await stdout, stderr: await stderr };
}

for (const service of SERVICE_NAMES) {
  test(`the migrate command of ${service} applies its migrations once and names them`, async () => {
    const both = await Promise.all([
      runMigrate(service, database.urls[service]),
      runMigrate(service, database.urls[service]),
    ]);
    assert.deepEqual(
      both.map(({ code, stderr }) => ({ code, stderr })),
      [
        { code: 0, stderr: '' },
        { code: 0, stderr: '' },
      ],
    );
    const applied = MIGRATIONS[service].map(({ name }) => `${service}: applied ${name}\n`).join('');
    assert.deepEqual(
      both.map(({ stdout }) => stdout).sort(),
      [applied, `${service}: no migration to apply\n`].sort(),
    );
  });
}

test('with --wait, the migrate command ends when another process has applied the migrations, and applies none itself', async () => {
  const empty = await startTestDatabase();
  const waiting = start('registry', empty.urls.registry, ['--wait']);
  try {
    const lines = createInterface({ input: waiting.stdout })[Symbol.asyncIterator]();
    const count = MIGRATIONS.registry.length;
    assert.equal((await lines.next()).value, `registry: not applied yet: ${count} of ${count} migrations`);
    const { stdout } = await runMigrate('registry', empty.urls.registry);
    assert.match(stdout, /^registry: applied /);
    let last: unknown;
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) last = line.value;
    assert.equal(last, 'registry: every migration is applied');
    if (waiting.exitCode === null) await once(waiting, 'exit');
    assert.equal(waiting.exitCode, 0);
  } finally {
    waiting.kill();
    await empty.stop();
  }
});

test('a migrate command that fails exits with 1 and prints the reason, not the password', async () => {
  const url = new URL(database.urls.registry);
  url.password = 'a-wrong-secret';
  for (const [wrong, reason] of [
    [url.href, /password authentication failed/],
    ['mysql://localhost', /DATABASE_URL/],
    ['', /^Cannot migrate registry: DATABASE_URL is missing\.\n$/],
  ] as const) {
    const { code, stdout, stderr } = await runMigrate('registry', wrong);
    assert.equal(code, 1);
    assert.match(stderr, reason);
    assert.doesNotMatch(stdout + stderr, /a-wrong-secret/);
  }
});

test('the migrate command prints its usage and refuses unknown arguments, without migrating', async () => {
  const empty = await startTestDatabase();
  try {
    const help = await runMigrate('registry', empty.urls.registry, ['--help']);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /^Usage: node apps\/registry\/dist\/migrate\.js/);
    const refused = await runMigrate('registry', empty.urls.registry, ['--dry-run']);
    assert.deepEqual([refused.code, refused.stdout], [2, '']);
    assert.match(refused.stderr, /\nUnknown argument: --dry-run\n$/);
    const migrated = await runMigrate('registry', empty.urls.registry);
    assert.match(migrated.stdout, /^registry: applied /);
  } finally {
    await empty.stop();
  }
});

test('a service that is newer than its schema logs so and serves nothing until the schema is new enough', async () => {
  const empty = await startTestDatabase();
  const older = MIGRATIONS.delivery.slice(0, -1);
  await empty.migrate('delivery', older);
  const service = await startService('delivery', {
    env: {
      DATABASE_URL: empty.urls.delivery,
      NATS_URL: 'nats://127.0.0.1:1',
      ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    },
    untilReady: false,
  });
  try {
    await until('the log', async () =>
      (await readFile(service.logFile, 'utf8')).includes('"missing_migrations":1,'),
    );
    await until('the checks', async () => {
      const readiness = await (await fetch(`${service.opsUrl}/readyz?verbose`)).text();
      return /^\[\+\] postgres: ok$/m.test(readiness) && /^\[-\] migrations: 1 not/m.test(readiness);
    });
    assert.equal((await fetch(`${service.opsUrl}/readyz`)).status, 503);
    // Its loops are not started, so none of them can be late.
    assert.doesNotMatch(await (await fetch(`${service.opsUrl}/livez`)).text(), /queue sender/);
    await assert.rejects(fetch(service.url));
    await runMigrate('delivery', empty.urls.delivery);
    await until('HTTP', async () => (await fetch(`${service.url}/v1/deliveries`)).status === 401);
    await until('the loops', async () =>
      (await (await fetch(`${service.opsUrl}/livez`)).text()).includes('[+] queue sender: ok'),
    );
  } finally {
    await service.stop();
    await empty.stop();
  }
});

test('a service that gets SIGTERM while its start runs answers the requests that it has, and then stops', async () => {
  await database.migrate('delivery', MIGRATIONS.delivery);
  const connection = await database.open('delivery');
  const lock = connection.createQueryRunner();
  await lock.startTransaction();
  await lock.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  // The start requests a lease for the replica when HTTP listens already.
  await lock.query('LOCK TABLE replicas');
  const service = await startService('delivery', {
    env: {
      DATABASE_URL: database.urls.delivery,
      NATS_URL: 'nats://127.0.0.1:1',
      ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    },
    untilReady: false,
  });
  try {
    await until('HTTP', async () => (await fetch(`${service.url}/v1/deliveries`)).status === 401);
    const client = connect(Number(new URL(service.url).port), '127.0.0.1');
    client.write(
      'POST /v1/recoveries HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
    );
    const answer = text(client);
    const stopped = service.stop();
    await until('the shutdown', async () =>
      (await (await fetch(`${service.opsUrl}/readyz`)).text()).startsWith('[-] draining\n'),
    );
    client.write('}');
    assert.match(await answer, /^HTTP\/1\.1 401 /);
    await lock.rollbackTransaction();
    assert.equal(await stopped, 0);
  } finally {
    await service.kill();
    if (lock.isTransactionActive) await lock.rollbackTransaction();
    await lock.release();
    await connection.destroy();
  }
});
