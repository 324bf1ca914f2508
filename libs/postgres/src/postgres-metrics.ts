import { Gauge, Histogram, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { connectionPool } from './data-source.js';

/** Metrics of the connections of one process to Postgres. */
export class PostgresMetrics {
  private readonly clockOffset: Gauge;

  /** @param dataSource connected, else its connections are not counted */
  constructor(registry: Registry, dataSource: DataSource) {
    const registers = [registry];
    const pool = connectionPool(dataSource);
    new Gauge({
      name: 'postgres_pool_connections',
      help: 'Connections of this process to Postgres, by state: in_use or idle.',
      labelNames: ['state'],
      registers,
      collect(): void {
        this.set({ state: 'in_use' }, (pool?.totalCount ?? 0) - (pool?.idleCount ?? 0));
        this.set({ state: 'idle' }, pool?.idleCount ?? 0);
      },
    });
    new Gauge({
      name: 'postgres_pool_waiting',
      help: 'What waits for a connection now, because all connections of this process are in use.',
      registers,
      collect(): void {
        this.set(pool?.waitingCount ?? 0);
      },
    });
    const wait = new Histogram({
      name: 'postgres_pool_wait_seconds',
      help: 'Time to get a connection from the pool, a new connection included.',
      buckets: [0.001, 0.01, 0.1, 1, 5],
      registers,
    });
    if (pool !== undefined) pool.onWaited = (seconds) => wait.observe(seconds);
    this.clockOffset = new Gauge({
      name: 'postgres_clock_offset_seconds',
      help: 'Clock of Postgres minus clock of this process, at the last check of /readyz.',
      registers,
    });
  }

  /**
   * Shows the difference of the clocks. Times are milliseconds since the Unix epoch.
   *
   * @param databaseMs the clock of Postgres while the query ran
   * @param sentMs when this process sent the query
   * @param answeredMs when it had the answer
   */
  clocksCompared(databaseMs: number, sentMs: number, answeredMs: number): void {
    this.clockOffset.set((databaseMs - (sentMs + answeredMs) / 2) / 1_000);
  }
}
