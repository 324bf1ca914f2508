import type { Database } from '@flowforge/postgres/database';
import { deletionOf, type RetentionStep } from '../retention.js';
import type { RetentionMetrics } from '../retention-metrics.js';

/** Deletes the stored answers of `Idempotency-Key`s that have expired, across workspaces. */
export class IdempotencyRetention implements RetentionStep {
  readonly name = 'idempotency_keys';

  constructor(
    private readonly database: Database,
    private readonly metrics: RetentionMetrics,
  ) {}

  /** Deletes batch by batch until none is expired, or `stopping` is aborted. */
  readonly run = async (stopping: AbortSignal): Promise<void> => {
    await deletionOf(this.name, this.metrics, (limit) => this.deleteBatch(limit)).run(stopping);
    this.metrics.showOldest(this.name, await this.oldestAgeSeconds());
  };

  /**
   * `statement_timestamp()` is stable, so that the condition uses the index; with `clock_timestamp()` each statement would read the
   * whole table.
   */
  private async deleteBatch(limit: number): Promise<number> {
    const rows = await this.database.query<object>(
      `DELETE FROM idempotency_keys WHERE (workspace_id, principal, route, key) IN (
         SELECT workspace_id, principal, route, key FROM idempotency_keys
          WHERE expires_at < statement_timestamp() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [limit],
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
