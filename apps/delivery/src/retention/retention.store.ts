import { dropDailyPartitions, ensureDailyPartitions } from '@flowforge/postgres/partitions';
import type { DataSource } from 'typeorm';

const PARTITIONS_AHEAD = 3;
const RETAINED_MS = 30 * 86_400_000;
/** A partition with unfinished deliveries is not dropped. */
const WORK_LEFT = 'due_at IS NOT NULL';

/** Creates the partitions of the coming days and drops those older than 30 days without unfinished deliveries. */
export async function runRetention(dataSource: DataSource): Promise<void> {
  for (const table of ['events', 'deliveries', 'attempts']) {
    await ensureDailyPartitions(dataSource, table, Date.now(), PARTITIONS_AHEAD);
  }
  // A delivery may be retried for days and needs its event, so partitions of events are dropped with those of deliveries.
  const dropped = await dropDailyPartitions(dataSource, 'deliveries', Date.now() - RETAINED_MS, WORK_LEFT);
  for (const name of dropped) {
    const suffix = name.slice('deliveries_'.length);
    await dataSource.query(`DROP TABLE IF EXISTS attempts_${suffix}, events_${suffix}`);
  }
}
