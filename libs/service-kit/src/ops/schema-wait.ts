import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.js';

/** Pause between two readings of the schema, in milliseconds. */
const WAIT_MS = 1_000;

/** How many migrations the schema lacks; all of them while it has none. Rejects when Postgres does not answer. */
export type CountMissing = () => Promise<number>;

/**
 * Resolves when the schema has every migration. Logs what it waits for when that changes: the number of missing migrations, or that
 * Postgres does not answer.
 *
 * @param pauseMs between two readings, in milliseconds
 */
export async function waitForSchema(missing: CountMissing, log: Log, pauseMs = WAIT_MS): Promise<void> {
  let logged: number | 'unreadable' = 0;
  for (;;) {
    const count = await missing().catch((error: unknown) => {
      if (logged !== 'unreadable') log.warn({ err: error }, 'schema.unreadable');
      return 'unreadable' as const;
    });
    if (count === 0) break;
    if (count !== 'unreadable' && count !== logged) log.warn({ missing_migrations: count }, 'schema.too_old');
    logged = count;
    await sleep(pauseMs);
  }
  if (logged !== 0) log.info('schema.new_enough');
}
