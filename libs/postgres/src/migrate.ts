import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, MigrationExecutor, type MigrationInterface, type QueryRunner } from 'typeorm';

/** A TypeORM migration class; its name ends in a 13-digit timestamp. */
export type MigrationClass = new () => MigrationInterface;

/** How long a process waits for another one that migrates the same schema, unless the caller names another time; in milliseconds. */
const LOCK_WAIT_MAX_MS = 60_000;
/** Pause between two attempts to take the lock, in milliseconds. */
const LOCK_POLL_MS = 100;
/** Time between two lines that report a wait for another migration, in milliseconds. */
const REPORT_MS = 10_000;

/** The schema of a service, and the migrations that its code needs. */
export interface MigrationTarget {
  /** Address of the database, with the service's own role. */
  url: string;
  schema: string;
  migrations: MigrationClass[];
}

/** What `migrate` does while another process migrates the same schema. */
export interface LockWait {
  /** Called after each attempt to take the lock that failed, with the time since the first one, in milliseconds. */
  onWaiting?: (waitedMs: number) => void;
  /** How long it waits, in milliseconds; default 60 s. */
  maxMs?: number;
}

/** For `onWaiting`: prints every 10 seconds how long this process has waited. */
export function waitReporter(schema: string, print: (line: string) => void): (waitedMs: number) => void {
  let nextMs = REPORT_MS;
  return (waitedMs) => {
    if (waitedMs < nextMs) return;
    nextMs = waitedMs + REPORT_MS;
    print(`${schema}: waiting for another migration, since ${Math.floor(waitedMs / 1_000)} s`);
  };
}

/**
 * Applies all new migrations of `schema`, with the service's own role. Several processes may call it at the same time: an
 * advisory lock admits one of them, and the others then find nothing to apply.
 *
 * @returns the names of the migrations that this call applied
 * @throws when a migration fails, or another process still holds the lock after `wait.maxMs`
 */
export async function migrate(target: MigrationTarget, wait: LockWait = {}): Promise<string[]> {
  const dataSource = await connect(target);
  // One connection has the lock and runs the migrations: after a kill of this process, Postgres goes on with the statement that runs,
  // such as the build of an index. The lock then stays until the statement has ended.
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    await takeLock(runner, target.schema, wait);
    // Even with IF NOT EXISTS, CREATE SCHEMA needs the CREATE privilege on the database, which a service's role lacks.
    const found: unknown[] = await runner.query('SELECT FROM pg_namespace WHERE nspname = $1', [
      target.schema,
    ]);
    if (found.length === 0) await runner.query(`CREATE SCHEMA "${target.schema}"`);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'each';
    const applied = await executor.executePendingMigrations();
    await runner.query('SELECT pg_advisory_unlock(hashtext($1))', [`flowforge.migrate.${target.schema}`]);
    return applied.map((migration) => migration.name);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

/**
 * Polls the lock: a statement that waits for it would hold a snapshot, and `CREATE INDEX CONCURRENTLY` in the other process waits for
 * all snapshots, so both would wait for each other.
 */
async function takeLock(
  runner: QueryRunner,
  schema: string,
  { onWaiting, maxMs = LOCK_WAIT_MAX_MS }: LockWait,
): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const [row]: { taken: boolean }[] = await runner.query(
      'SELECT pg_try_advisory_lock(hashtext($1)) AS taken',
      [`flowforge.migrate.${schema}`],
    );
    if (row?.taken === true) return;
    const waitedMs = performance.now() - startedAt;
    onWaiting?.(waitedMs);
    if (waitedMs >= maxMs)
      throw new Error(
        `another process migrates the schema ${schema}, and has not ended within ${maxMs / 1_000} s; start again when it has`,
      );
    await delay(LOCK_POLL_MS);
  }
}

/**
 * How many of the migrations are not applied yet; all of them while the schema is missing.
 *
 * @throws when the database does not answer, or refuses the role
 */
export async function missingMigrations(target: MigrationTarget): Promise<number> {
  const dataSource = await connect(target);
  try {
    return await countMissingMigrations(dataSource, target.migrations);
  } finally {
    await dataSource.destroy();
  }
}

function connect({ url, schema, migrations }: MigrationTarget): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema,
    applicationName: `flowforge-${schema}-migrate`,
    migrations,
    migrationsTableName: 'migrations',
    connectTimeoutMS: 5_000,
    poolSize: 2,
    extra: { options: `-c search_path=${schema} -c TimeZone=UTC -c lock_timeout=60000` },
  });
  return dataSource.initialize();
}

/**
 * How many of the migrations the schema of a connection lacks; all of them while it has none. A schema may have further ones, of a
 * newer release.
 *
 * @throws when the database does not answer
 */
export async function countMissingMigrations(
  dataSource: DataSource,
  migrations: readonly MigrationClass[],
): Promise<number> {
  const [table]: { found: boolean }[] = await dataSource.query(
    "SELECT to_regclass('migrations') IS NOT NULL AS found",
  );
  if (table?.found !== true) return migrations.length;
  const applied: { name: string }[] = await dataSource.query('SELECT name FROM migrations');
  const names = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name)).length;
}
