import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceName } from '@flowforge/contracts/words';
import { ensureRoles } from '@flowforge/local-servers/ensure-roles';
import { type RunningNats, startNats } from '@flowforge/local-servers/nats';
import { startPostgres } from '@flowforge/local-servers/postgres';
import { createDataSource } from '@flowforge/postgres/data-source';
import { type MigrationClass, migrate } from '@flowforge/postgres/migrate';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/** The admin address of a cluster that the whole test run shares; without it each file starts its own. */
const SHARED_CLUSTER = 'FLOWFORGE_TEST_POSTGRES';
/** Where nats-server binaries are kept between runs. */
const BINARIES = 'FLOWFORGE_BINARIES';

const ROLE_PASSWORDS: Record<ServiceName, string> = {
  conversations: 'conversations-test',
  registry: 'registry-test',
  delivery: 'delivery-test',
};

/** One throwaway database on a real Postgres. */
export interface TestDatabase {
  /** Address of the database for an administrator. */
  adminUrl: string;
  /** Address for each service's own role. */
  urls: Record<ServiceName, string>;
  /** Applies a service's migrations with its own role. */
  migrate(service: ServiceName, migrations: MigrationClass[]): Promise<void>;
  /** Connects with a service's own role, as that service does; to be destroyed before the database is stopped. */
  open(service: ServiceName): Promise<DataSource>;
  /** SIGKILL to a cluster of its own, and the start after it; only with `ownCluster`. */
  crash(): Promise<void>;
  /** Drops the database; ends the cluster too when this file started it. */
  stop(): Promise<void>;
}

/** What kind of Postgres a test needs. */
export interface TestDatabaseOptions {
  /** A durable cluster for this test alone, which may be killed. */
  ownCluster?: boolean;
}

/** Creates an empty database with the services' roles and schemas. */
export async function startTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const shared = options.ownCluster ? undefined : process.env[SHARED_CLUSTER];
  const folder = shared ? undefined : await mkdtemp(join(tmpdir(), 'flowforge-test-pg-'));
  const durable = options.ownCluster ?? false;
  let cluster = folder ? await startPostgres({ dataFolder: folder, durable }) : undefined;
  const clusterUrl = shared ?? cluster?.url;
  if (clusterUrl === undefined) throw new Error('no cluster to test on');

  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const asAdmin = async (url: string, sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await asAdmin(clusterUrl, `CREATE DATABASE ${name}`);
  const adminUrl = new URL(clusterUrl);
  adminUrl.pathname = `/${name}`;
  const urls = await ensureRoles(adminUrl.href, ROLE_PASSWORDS);
  return {
    adminUrl: adminUrl.href,
    urls,
    migrate: async (service, migrations) => {
      await migrate({ url: urls[service], schema: service, migrations });
    },
    open: (service) =>
      createDataSource({ url: urls[service], schema: service, applicationName: 'test' }).initialize(),
    crash: async () => {
      if (!folder || !cluster) throw new Error('only a cluster of its own can be killed');
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

/** A private nats-server that can be killed, wiped and started again on the same port. */
export interface TestNats {
  readonly url: string;
  readonly pid: number;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again after `kill`; `wipe` empties its store first. */
  restart(options?: { wipe?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a private nats-server with JetStream on a free port. */
export async function startTestNats(): Promise<TestNats> {
  const folder = await mkdtemp(join(tmpdir(), 'flowforge-test-nats-'));
  const start = (port?: number): Promise<RunningNats> =>
    startNats({
      dataFolder: folder,
      ...(port === undefined ? {} : { port }),
      ...(process.env[BINARIES] ? { binaryFolder: process.env[BINARIES] } : {}),
    });
  let server = await start();
  const { port } = server;
  return {
    get url() {
      return server.url;
    },
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
      await rm(folder, { recursive: true, force: true });
    },
  };
}
