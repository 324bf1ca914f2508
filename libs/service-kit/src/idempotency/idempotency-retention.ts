import type { Database } from '@flowforge/postgres/database';
import type { RetentionMetrics } from '../retention-metrics.js';

/** Rows per statement. */
const BATCH = 1_000;

/** Deletes the stored answers of `Idempotency-Key`s that have expired, across workspaces. */
export class IdempotencyRetention {
  constructor(
    private readonly database: Database,
    private readonly metrics: RetentionMetrics,
  ) {}

  /** Deletes batch by batch until none is expired, or `stopping` is aborted. */
  async run(stopping: AbortSignal): Promise<void> {
    let isFull = true;
    while (isFull && !stopping.aborted) {
      const rows = await this.deleteBatch();
      this.metrics.countDeleted('idempotency_keys', rows);
      isFull = rows === BATCH;
    }
    this.metrics.showOldest('idempotency_keys', await this.oldestAgeSeconds());
  }

  /**
   * `statement_timestamp()` is stable, so that the condition uses the index; with `clock_timestamp()` each statement would read the
   * whole table.
   */
  private async deleteBatch(): Promise<number> {
    const rows = await this.database.query<object>(
      `DELETE FROM idempotency_keys WHERE (workspace_id, principal, route, key) IN (
         SELECT workspace_id, principal, route, key FROM idempotency_keys
          WHERE expires_at < statement_timestamp() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [BATCH],
    );
    return rows.length;
  }

  private async oldestAgeSeconds(): Promise<number> {
    const [row] = await this.database.query<{ age: number }>(
      `SELECT greatest(0, coalesce(extract(epoch FROM statement_timestamp() -
                (SELECT min(expires_at) FROM idempotency_keys)), 0))::float8 AS age`,
    );
    return row?.age ?? 0;
  }
}
