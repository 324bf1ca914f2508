import { type MigrationClass, migrate } from '@flowforge/postgres/migrate';

/** The migrate command of one service. */
export interface MigrateCommand {
  /** The service's schema; it is created if it is missing and the role may do so. */
  schema: string;
  migrations: MigrationClass[];
  /** Address of the database, with the service's own role. Throws ConfigurationError when it is missing or wrong. */
  readDatabaseUrl: () => string;
}

/**
 * `node apps/<service>/dist/migrate.js`: applies the migrations that are not applied yet and prints their names. The exit code
 * is 0; on a failure it is 1, and the reason is printed to standard error. Several processes may run it at the same time.
 */
export async function runMigrate({ schema, migrations, readDatabaseUrl }: MigrateCommand): Promise<void> {
  try {
    const applied = await migrate({ url: readDatabaseUrl(), schema, migrations });
    const lines =
      applied.length === 0
        ? [`${schema}: no migration to apply`]
        : applied.map((name) => `${schema}: applied ${name}`);
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    process.stderr.write(`${schema}: ${error instanceof Error ? error.message : 'the migration failed'}\n`);
    process.exitCode = 1;
  }
}
