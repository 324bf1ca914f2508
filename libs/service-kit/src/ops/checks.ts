import type { NatsLink } from '@flowforge/messaging/nats-link';
import { countMissingMigrations, type MigrationClass } from '@flowforge/postgres/migrate';
import type { PostgresMetrics } from '@flowforge/postgres/postgres-metrics';
import type { DataSource } from 'typeorm';
import type { Check } from './health.js';

const IS_DURABLE = `SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'
  AND current_setting('synchronous_commit') IN ('on', 'remote_apply') AS durable`;

/**
 * Checks of a service with its own schema: Postgres answers, all migrations are applied, and Postgres is durable (a commit is on
 * disk before it is acknowledged). Without durability the service stays ready and reports `degraded`.
 */
export function storageChecks(
  dataSource: DataSource,
  migrations: readonly MigrationClass[],
  metrics: PostgresMetrics,
): Check[] {
  return [
    {
      name: 'postgres',
      // The message of the driver contains the address, which must not be shown.
      probe: async () => {
        const sentMs = Date.now();
        const rows: { now_ms: number }[] = await dataSource
          .query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms')
          .catch(() => Promise.reject(new Error('does not answer')));
        metrics.clocksCompared(rows[0]?.now_ms ?? sentMs, sentMs, Date.now());
      },
    },
    {
      name: 'migrations',
      probe: async () => {
        const missing = await countMissingMigrations(dataSource, migrations).catch(() =>
          Promise.reject(new Error('cannot be read')),
        );
        if (missing > 0) throw new Error(`${missing} not applied yet`);
      },
    },
    {
      name: 'durability',
      okMeans: 'Postgres acknowledges a commit only when it is on disk',
      degradesOnly: true,
      probe: async () => {
        const rows: { durable: boolean }[] = await dataSource
          .query(IS_DURABLE)
          .catch(() => Promise.reject(new Error('cannot be read')));
        if (rows[0]?.durable !== true)
          throw new Error('Postgres acknowledges commits before they are on disk');
      },
    },
  ];
}

/**
 * Check of NATS for a service with an outbox. Without NATS the service still accepts requests: it stays ready and reports
 * `degraded`.
 */
export function outboxNatsCheck(link: NatsLink): Check {
  return degradingNatsCheck(link, 'events wait in the outbox');
}

/** Check of NATS for a process that works without it: it stays ready and reports `degraded`. @param effect what happens meanwhile */
export function degradingNatsCheck(link: NatsLink, effect: string): Check {
  return {
    name: 'nats',
    degradesOnly: true,
    degradedAs: 'nats_down',
    probe: async () => {
      if (!link.connection) throw new Error(`not connected; ${effect}`);
    },
  };
}
