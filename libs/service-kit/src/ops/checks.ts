import type { NatsLink } from '@flowforge/messaging/nats-link';
import { appliedMigrations, type MigrationClass } from '@flowforge/postgres/migrate';
import type { DataSource } from 'typeorm';
import type { Check } from './health.js';

const IS_DURABLE = `SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'
  AND current_setting('synchronous_commit') IN ('on', 'remote_apply') AS durable`;

/**
 * What a service with a schema of its own needs: that Postgres answers, that the schema is as new as the code, and that a
 * commit is on disk; with less than that it serves, and says so.
 */
export function storageChecks(dataSource: DataSource, migrations: readonly MigrationClass[]): Check[] {
  return [
    {
      name: 'postgres',
      // The driver's own words hold addresses.
      probe: async () => {
        await dataSource.query('SELECT 1').catch(() => Promise.reject(new Error('does not answer')));
      },
    },
    {
      name: 'migrations',
      probe: async () => {
        const applied = new Set(
          await appliedMigrations(dataSource).catch(() => Promise.reject(new Error('cannot be read'))),
        );
        const missing = migrations.filter(({ name }) => !applied.has(name));
        if (missing.length > 0) throw new Error(`${missing.length} to be applied`);
      },
    },
    {
      name: 'durability',
      degradesOnly: true,
      probe: async () => {
        const rows: { durable: boolean }[] = await dataSource
          .query(IS_DURABLE)
          .catch(() => Promise.reject(new Error('cannot be read')));
        if (rows[0]?.durable !== true) throw new Error('a commit is not on disk when it is answered');
      },
    },
  ];
}

/** For a service that accepts into its outbox while NATS is away: it stays ready, and says so. */
export function outboxNatsCheck(link: NatsLink): Check {
  return {
    name: 'nats',
    degradesOnly: true,
    degradedAs: 'nats_down',
    probe: async () => {
      if (!link.connection) throw new Error('not connected; what was accepted waits in the outbox');
    },
  };
}
