import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import {
  type DailyPartition,
  dropDailyPartitions,
  ensureDailyPartitions,
  measurePartitions,
  type PartitionFailure,
} from './partitions.js';

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 3;

/** Which tables are kept in daily partitions, and for how long. */
export interface PartitionMaintenanceSettings {
  /** Tables partitioned by day of the same UUIDv7; a day leaves all of them together. */
  tables: readonly string[];
  keepDays: number;
  /** A query that finds a row when a day is still needed. */
  inUse: (day: DailyPartition) => string;
  /** Receives the one line about what went wrong in a round. */
  warn: (details: object, message: string) => void;
}

/** The gauges of one process, shared by every set of partitioned tables in it. */
export class PartitionMetrics {
  readonly defaultRows: Gauge<'table'>;
  readonly notCreated: Gauge<'table' | 'reason'>;
  readonly notDropped: Gauge<'table' | 'reason'>;
  readonly oldestAge: Gauge<'table'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.defaultRows = new Gauge({
      name: 'partition_default_rows',
      help: 'Rows that are in no daily partition, counted up to 100,000. Retention does not remove them.',
      labelNames: ['table'],
      registers,
    });
    this.notCreated = new Gauge({
      name: 'partitions_not_created',
      help: 'Daily partitions that could not be created in the last round, by reason.',
      labelNames: ['table', 'reason'],
      registers,
    });
    this.notDropped = new Gauge({
      name: 'partitions_not_dropped',
      help: 'Daily partitions older than the retention that could not be dropped in the last round, by reason.',
      labelNames: ['table', 'reason'],
      registers,
    });
    this.oldestAge = new Gauge({
      name: 'partition_oldest_age_seconds',
      help: 'Age of the oldest daily partition, from the start of its day.',
      labelNames: ['table'],
      registers,
    });
  }
}

/** Keeps daily partitions: creates them ahead of time, drops old ones, and reports what could not be done. */
export class PartitionMaintenance {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: PartitionMaintenanceSettings,
    private readonly metrics: PartitionMetrics,
  ) {}

  /**
   * One round.
   *
   * @param nowMs milliseconds since the Unix epoch
   * @returns the names of the dropped partitions
   */
  async run(nowMs: number): Promise<string[]> {
    const { tables, keepDays, inUse } = this.settings;
    const problems: { table: string; problem: string; count?: number; error?: unknown }[] = [];
    for (const table of tables) {
      const failures = await ensureDailyPartitions(this.dataSource, table, nowMs, DAYS_AHEAD, keepDays);
      this.countByReason(this.metrics.notCreated, table, failures);
      for (const { name, reason, error } of failures) {
        problems.push({ table, problem: `partition ${name} could not be created: ${reason}`, error });
      }
    }
    const label = tables.join('+');
    const before = nowMs - keepDays * DAY_MS;
    const { dropped, notDropped } = await dropDailyPartitions(this.dataSource, tables, before, inUse);
    this.countByReason(this.metrics.notDropped, label, notDropped);
    for (const { name, reason, error } of notDropped) {
      problems.push({ table: label, problem: `partition ${name} could not be dropped: ${reason}`, error });
    }
    for (const table of tables) {
      const { defaultRows, oldestDayMs } = await measurePartitions(this.dataSource, table);
      this.metrics.defaultRows.set({ table }, defaultRows);
      this.metrics.oldestAge.set({ table }, oldestDayMs === null ? 0 : (nowMs - oldestDayMs) / 1_000);
      if (defaultRows > 0)
        problems.push({ table, problem: 'rows in the default partition', count: defaultRows });
    }
    if (problems.length > 0) {
      const [first] = problems.filter(({ error }) => error !== undefined);
      const listed = problems.map(({ table, problem, count }) => ({ table, problem, count }));
      this.settings.warn({ problems: listed, err: first?.error }, 'partitions.need_attention');
    }
    return dropped;
  }

  private countByReason(
    gauge: Gauge<'table' | 'reason'>,
    table: string,
    failures: readonly PartitionFailure[],
  ): void {
    for (const reason of ['locked', 'in_use', 'too_many_rows', 'failed'] as const) {
      gauge.set({ table, reason }, failures.filter((failure) => failure.reason === reason).length);
    }
  }
}
