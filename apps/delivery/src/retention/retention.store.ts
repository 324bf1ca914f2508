import { PartitionMaintenance, type PartitionMetrics } from '@flowforge/postgres/partition-maintenance';
import type { Log } from '@flowforge/service-kit/log';
import type { DataSource } from 'typeorm';

/**
 * Keeps delivery's daily partitions: creates those of the coming days, and drops those older than `keepDays` days that have no unfinished
 * delivery.
 */
export function partitionRetention(
  dataSource: DataSource,
  keepDays: number,
  metrics: PartitionMetrics,
  log: Log,
): PartitionMaintenance {
  return new PartitionMaintenance(
    dataSource,
    {
      // A delivery may be retried for days and needs its event, so a day is dropped in all three tables or in none.
      tables: ['deliveries', 'attempts', 'events'],
      keepDays,
      inUse: ({ from, to }) =>
        `SELECT FROM deliveries WHERE event_id >= '${from}' AND event_id < '${to}' AND due_at IS NOT NULL`,
      warn: (details, message) => log.warn(details, message),
    },
    metrics,
  );
}
