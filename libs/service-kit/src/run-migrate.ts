import { setTimeout as sleep } from 'node:timers/promises';
import {
  type MigrationClass,
  migrate,
  missingMigrations,
  type MigrationTarget,
  waitReporter,
} from '@flowforge/postgres/migrate';
import { ConfigurationError } from './environment.js';

const OPTIONS = ['--help', '-h', '--wait'];
/** Pause between two checks of the schema, in milliseconds. */
const WAIT_MS = 1_000;
/** How long `--wait` waits for the migrations, in milliseconds. */
const WAIT_MAX_MS = 600_000;
/**
 * How long the command waits for another process that migrates the same schema, in milliseconds. Building an index on a large table takes
 * long. It is shorter than `activeDeadlineSeconds` of the migration Jobs, so that a Job can still print why it has failed.
 */
export const MIGRATION_WAIT_MAX_MS = 50 * 60_000;

/** The migrate command of one service. */
export interface MigrateCommand {
  /** The service's schema, which has the name of the service; it is created if it is missing and the role may do so. */
  schema: string;
  migrations: MigrationClass[];
  /** Address of the database, with the service's own role. Throws ConfigurationError when it is missing or wrong. */
  readDatabaseUrl: () => string;
}

/**
 * `node apps/<service>/dist/migrate.js`: applies the migrations that are not applied yet and prints their names. The exit code
 * is 0; on a failure it is 1, and the reason is printed to standard error. Several processes may run it at the same time: one
 * migrates, and the others wait for it, for up to 50 minutes, and print how long they have waited.
 * `--wait` applies nothing: it ends when another process has applied all of them, and fails after 10 minutes. `--help` prints the usage. Any other argument
 * is refused with the exit code 2, and nothing is migrated.
 *
 * @param args the arguments after the name of the script
 * @param waitMaxMs how long `--wait` waits, in milliseconds; default 10 minutes
 */
export async function runMigrate(
  { schema, migrations, readDatabaseUrl }: MigrateCommand,
  args: readonly string[] = process.argv.slice(2),
  waitMaxMs = WAIT_MAX_MS,
): Promise<void> {
  const unknown = args.find((arg) => !OPTIONS.includes(arg));
  if (unknown !== undefined) {
    process.stderr.write(`${usageOf(schema)}\nUnknown argument: ${unknown}\n`);
    process.exitCode = 2;
    return;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usageOf(schema));
    return;
  }
  try {
    const target = { url: readDatabaseUrl(), schema, migrations };
    if (args.includes('--wait')) return await waitUntilMigrated(target, waitMaxMs);
    const applied = await migrate(target, {
      onWaiting: waitReporter(schema, (line) => process.stdout.write(`${line}\n`)),
      maxMs: MIGRATION_WAIT_MAX_MS,
    });
    const lines =
      applied.length === 0
        ? [`${schema}: no migration to apply`]
        : applied.map((name) => `${schema}: applied ${name}`);
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    process.stderr.write(`Cannot migrate ${schema}: ${reasonOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** Prints what it waits for when that changes. @throws with what is missing, after `maxMs` milliseconds */
async function waitUntilMigrated(target: MigrationTarget, maxMs: number): Promise<void> {
  const startedAt = performance.now();
  let printed = '';
  for (;;) {
    const reason = await missingMigrations(target).then(
      (missing) =>
        missing === 0 ? undefined : `not applied yet: ${missing} of ${target.migrations.length} migrations`,
      reasonOf,
    );
    const line = `${target.schema}: ${reason ?? 'every migration is applied'}\n`;
    if (line !== printed) process.stdout.write(line);
    if (reason === undefined) return;
    printed = line;
    if (performance.now() - startedAt >= maxMs) {
      throw new Error(`the migrations were not applied within ${maxMs / 1_000} s: ${reason}`);
    }
    await sleep(WAIT_MS);
  }
}

function usageOf(schema: string): string {
  return `Usage: node apps/${schema}/dist/migrate.js [--wait | --help]

Applies the migrations of ${schema} that are not applied yet, and prints their names.
  --wait  applies nothing; ends when another process has applied all of them; fails after 10 minutes

DATABASE_URL is the address of its database: postgres://${schema}:PASSWORD@HOST:PORT/DATABASE
Exit codes: 0 success, 1 failure, 2 wrong usage.
`;
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) return `${error.errors.join('; ')}.`;
  return error instanceof Error ? error.message : 'unknown error';
}
