import 'reflect-metadata';
import { DataSource, type MigrationInterface } from 'typeorm';

/** A TypeORM migration class; its name ends in a 13-digit timestamp. */
export type MigrationClass = new () => MigrationInterface;

/**
 * Brings `schema` to the newest migration, with the service's own role. Safe to run from many processes at
 * once: an advisory lock lets one in at a time, and the others then find nothing left to do.
 *
 * @returns the names of the migrations that this call applied
 */
export async function migrate(target: {
  url: string;
  schema: string;
  migrations: MigrationClass[];
}): Promise<string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: target.url,
    schema: target.schema,
    applicationName: `flowforge-${target.schema}-migrate`,
    migrations: target.migrations,
    migrationsTableName: 'migrations',
    connectTimeoutMS: 5_000,
    poolSize: 2,
    extra: { options: `-c search_path=${target.schema} -c TimeZone=UTC -c lock_timeout=60000` },
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.connect();
    await lock.query('SELECT pg_advisory_lock(hashtext($1))', [`flowforge.migrate.${target.schema}`]);
    // Looked up first: even with IF NOT EXISTS the statement asks for CREATE on the database, which a service's role lacks.
    const found: unknown[] = await lock.query('SELECT FROM pg_namespace WHERE nspname = $1', [target.schema]);
    if (found.length === 0) await lock.query(`CREATE SCHEMA "${target.schema}"`);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    await lock.query('SELECT pg_advisory_unlock(hashtext($1))', [`flowforge.migrate.${target.schema}`]);
    return applied.map((migration) => migration.name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

/** The newest migration that is applied, or null; readiness compares it with what the code needs. */
export async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const rows: { name: string }[] = await dataSource.query('SELECT name FROM migrations ORDER BY id');
  return rows.map((row) => row.name);
}
