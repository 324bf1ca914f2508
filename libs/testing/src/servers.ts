import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from '@flowforge/contracts/words';
import { ensureRoles } from '@flowforge/local-servers/ensure-roles';
import { type RunningNats, startNats } from '@flowforge/local-servers/nats';
import { startPostgres } from '@flowforge/local-servers/postgres';
import type { NatsClientName } from '@flowforge/messaging/permissions';
import { type NatsUserName, natsUrls, natsUsers } from '@flowforge/messaging/users';
import { createDataSource } from '@flowforge/postgres/data-source';
import { type MigrationClass, migrate } from '@flowforge/postgres/migrate';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/** Variable with the administrator's address of the Postgres that all test files share. Without it each test file starts one. */
export const SHARED_CLUSTER = 'FLOWFORGE_TEST_POSTGRES';
/** Variable with the folder for a downloaded nats-server. */
const BINARIES = 'FLOWFORGE_BINARIES';

const ROLE_PASSWORDS: Record<ServiceName, string> = {
  conversations: 'conversations-test',
  registry: 'registry-test',
  delivery: 'delivery-test',
};

/** A database for one test file, on a real Postgres. */
export interface TestDatabase {
  /** Address of the database for an administrator. */
  adminUrl: string;
  /** Address for each service's own role. */
  urls: Record<ServiceName, string>;
  /** Applies a service's migrations with its own role. */
  migrate(service: ServiceName, migrations: MigrationClass[]): Promise<void>;
  /** Connects with a service's own role. The test must destroy the result before it stops the database. */
  open(service: ServiceName): Promise<DataSource>;
  /** Kills Postgres with SIGKILL and starts it again. Only with `ownCluster`. */
  crash(): Promise<void>;
  /** Drops the database, and stops Postgres if this test file started it. */
  stop(): Promise<void>;
}

/** The migrations of services; a service that is left out has none. */
export type ServiceMigrations = Partial<Record<ServiceName, MigrationClass[]>>;

/** What kind of Postgres a test needs. */
export interface TestDatabaseOptions {
  /** Start a separate, durable Postgres, which the test may kill. Default false. */
  ownCluster?: boolean;
  /** What is applied to the database. Default: nothing, the schemas are empty. */
  migrations?: ServiceMigrations;
}

/** Creates a database with the services' roles and schemas, and applies the migrations that are asked for. */
export async function startTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const shared = options.ownCluster ? undefined : process.env[SHARED_CLUSTER];
  const folder = shared ? undefined : await mkdtemp(join(tmpdir(), 'flowforge-test-pg-'));
  const durable = options.ownCluster ?? false;
  let cluster = folder ? await startPostgres({ dataFolder: folder, durable }) : undefined;
  const clusterUrl = shared ?? cluster?.url;
  if (clusterUrl === undefined) throw new Error('no Postgres was started');

  const { migrations = {} } = options;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = shared ? await templateWith(shared, migrations) : undefined;
  await asAdmin(
    clusterUrl,
    `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`,
  );
  const adminUrl = urlOf(clusterUrl, name);
  const urls = await ensureRoles(adminUrl, ROLE_PASSWORDS);
  if (template === undefined) await migrateAll(urls, migrations);
  return {
    adminUrl,
    urls,
    migrate: (service, applied) => migrateAll(urls, { [service]: applied }),
    open: (service) =>
      createDataSource({ url: urls[service], schema: service, applicationName: 'test' }).initialize(),
    crash: async () => {
      if (!folder || !cluster) throw new Error('crash needs the option ownCluster');
      const { port } = cluster;
      await cluster.kill();
      cluster = await startPostgres({ dataFolder: folder, durable, port });
    },
    stop: async () => {
      await asAdmin(clusterUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      await cluster?.stop();
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Executes one statement on the database of `url`. */
async function asAdmin(url: string, sql: string): Promise<void> {
  await connected(url, (client) => client.query(sql));
}

/** Does `work` with a connection to the database of `url`. */
async function connected(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Address of another database of the same Postgres. */
function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Applies migrations, each with the role of its service. */
async function migrateAll(urls: Record<ServiceName, string>, migrations: ServiceMigrations): Promise<void> {
  await Promise.all(
    SERVICE_NAMES.map(async (service) => {
      const applied = migrations[service];
      if (applied) await migrate({ url: urls[service], schema: service, migrations: applied });
    }),
  );
}

/**
 * The name of a database of the shared Postgres that has these migrations, for copies: a copy takes a fifth of the processor time of
 * the migrations. The first test file that needs the database creates it, and the next ones wait for it meanwhile.
 */
async function templateWith(clusterUrl: string, migrations: ServiceMigrations): Promise<string | undefined> {
  const applied = SERVICE_NAMES.map(
    (service) => migrations[service]?.map((migration) => migration.name) ?? [],
  );
  if (applied.every((names) => names.length === 0)) return undefined;
  const name = `template_${createHash('sha256').update(JSON.stringify(applied)).digest('hex').slice(0, 32)}`;
  // An advisory lock belongs to one database, and all projects of a run must share it.
  await connected(urlOf(clusterUrl, 'postgres'), async (client) => {
    // It ends with the connection.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return;
    const unfinished = `${name}_unfinished`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${unfinished}`);
    await migrateAll(await ensureRoles(urlOf(clusterUrl, unfinished), ROLE_PASSWORDS), migrations);
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  });
  return name;
}

const NATS_PASSWORDS: Record<NatsUserName, string> = {
  conversations: 'conversations-test',
  registry: 'registry-test',
  delivery: 'delivery-test',
  console: 'console-test',
  operator: 'operator-test',
};

/** A private nats-server that can be killed, wiped and started again on the same port. */
export interface TestNats {
  /** Address with the user `operator`, which may use every subject. */
  readonly url: string;
  /** Address with each process's own user, which has the permissions of production. */
  readonly urls: Readonly<Record<NatsClientName, string>>;
  readonly pid: number;
  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<void>;
  /** Starts it again after `kill`; `wipe` empties its store first. */
  restart(options?: { wipe?: boolean }): Promise<void>;
  /** Stops it. Rejects when the server has refused a subject to a service during the test. */
  stop(): Promise<void>;
}

/** Starts a private nats-server with JetStream on a free port, with a user for each service. */
export async function startTestNats(): Promise<TestNats> {
  const folder = await mkdtemp(join(tmpdir(), 'flowforge-test-nats-'));
  const start = (port?: number): Promise<RunningNats> =>
    startNats({
      dataFolder: folder,
      users: natsUsers(NATS_PASSWORDS),
      ...(port === undefined ? {} : { port }),
      ...(process.env[BINARIES] ? { binaryFolder: process.env[BINARIES] } : {}),
    });
  let server = await start();
  const { port } = server;
  // A restart uses the same port, so the addresses stay valid.
  const { operator, ...urls } = natsUrls(server.url, NATS_PASSWORDS);
  return {
    url: operator,
    urls,
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    restart: async (options) => {
      if (options?.wipe) await rm(server.storeFolder, { recursive: true, force: true });
      server = await start(port);
    },
    stop: async () => {
      await server.stop();
      const refused = await refusalsIn(folder);
      await rm(folder, { recursive: true, force: true });
      if (refused.length > 0) throw new Error(`NATS refused a subject to a service:\n${refused.join('\n')}`);
    },
  };
}

/** The lines of the server's log about refused subjects. Each is a missing permission, or an error in a service. */
async function refusalsIn(folder: string): Promise<string[]> {
  const logs = (await readdir(folder)).filter((name) => name.startsWith('nats.log'));
  const texts = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n')).filter((line) => line.includes(' Violation - '));
}
