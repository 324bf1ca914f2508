import { PartitionMaintenance, type PartitionMetrics } from '@flowforge/postgres/partition-maintenance';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { DataSource } from 'typeorm';

const PERIOD_MS = 600_000;
/** How long settled messages are kept, in days. */
const KEEP_DAYS = 7;

/** Keeps the outbox's daily partitions. */
export class OutboxRetention {
  private readonly task: PeriodicTask;

  constructor(
    dataSource: DataSource,
    metrics: PartitionMetrics,
    warn: (details: object, message: string) => void,
  ) {
    const partitions = new PartitionMaintenance(
      dataSource,
      {
        tables: ['outbox'],
        keepDays: KEEP_DAYS,
        inUse: ({ from, to }) =>
          `SELECT FROM outbox_pending WHERE id >= '${from}' AND id < '${to}'
           UNION ALL
           SELECT FROM outbox WHERE id >= '${from}' AND id < '${to}' AND state IN ('new', 'published')`,
        warn,
      },
      metrics,
    );
    this.task = new PeriodicTask({
      name: 'outbox retention',
      periodMs: PERIOD_MS,
      run: async () => void (await partitions.run(Date.now())),
      onError: (error) => warn({ err: error }, 'outbox.retention_failed'),
    });
  }

  start(): void {
    this.task.start();
  }

  /** Resolves when the running round has ended. */
  stop(): Promise<void> {
    return this.task.stop();
  }
}
