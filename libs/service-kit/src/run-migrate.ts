import { type MigrationClass, migrate } from '@flowforge/postgres/migrate';

/** What the migrate command of one service needs. */
export interface MigrateCommand {
  /** The service's schema; it is created if it is missing and the role may do so. */
  schema: string;
  migrations: MigrationClass[];
  /** Address with the service's own role. Throws when the environment is wrong. */
  readDatabaseUrl: () => string;
}

/**
 * `node apps/<service>/dist/migrate.js`: applies the migrations that are missing, prints their names and ends the process with 0;
 * with 1 and the reason on standard error when that fails. Several may run at once.
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
