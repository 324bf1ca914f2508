import { setTimeout as sleep } from 'node:timers/promises';
import { appliedMigrations, type MigrationClass } from '@flowforge/postgres/migrate';
import type { DataSource } from 'typeorm';
import type { Log } from '../log.js';

/** Pause between two readings of the schema, in milliseconds. */
const WAIT_MS = 1_000;

/** How many migrations the schema lacks; all of them while it has none. */
export type CountMissing = () => Promise<number>;

/** Counts the migrations of the service that its schema lacks. */
export function countMissing(dataSource: DataSource, migrations: readonly MigrationClass[]): CountMissing {
  return async () => {
    const applied = new Set(await appliedMigrations(dataSource).catch(() => []));
    return migrations.filter(({ name }) => !applied.has(name)).length;
  };
}

/** Resolves when the schema has every migration. Logs what it waits for, once for each number of missing migrations. */
export async function waitForSchema(missing: CountMissing, log: Log): Promise<void> {
  let logged = 0;
  for (let count = await missing(); count > 0; count = await missing()) {
    if (count !== logged) log.warn({ missing_migrations: count }, 'schema.too_old');
    logged = count;
    await sleep(WAIT_MS);
  }
  if (logged > 0) log.info('schema.new_enough');
}
