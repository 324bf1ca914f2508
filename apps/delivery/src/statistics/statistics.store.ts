import type { Database } from '@flowforge/postgres/database';
import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { arraysOf, type Column, givenRows } from '../delivery/columns.js';
import { EVENT } from './counters.js';

/** What one process has counted for a webhook in an hour. */
export interface CounterRow {
  workspaceId: string;
  /** Null for what is counted once for the whole workspace. */
  webhookId: string | null;
  /** Start of the hour, in Unix milliseconds. */
  hour: number;
  counter: string;
  value: number;
}

/** In place of a webhook, for what is counted once for the whole workspace: a part of a primary key cannot be null. */
const WHOLE_WORKSPACE = '00000000-0000-0000-0000-000000000000';

const COLUMNS: Column<CounterRow>[] = [
  { name: 'workspace_id', type: 'uuid', of: ({ workspaceId }) => workspaceId },
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId ?? WHOLE_WORKSPACE },
  { name: 'hour', type: 'timestamptz', of: ({ hour }) => new Date(hour).toISOString() },
  { name: 'counter', type: 'text', of: ({ counter }) => counter },
  { name: 'value', type: 'bigint', of: ({ value }) => value },
];

const REPLICA = `$${COLUMNS.length + 1}::uuid`;

/** A process stores its whole counts of the hour, so that storing them twice changes nothing. */
const STORE = `
  INSERT INTO statistics (workspace_id, hour, webhook_id, replica_id, counter, value)
  SELECT workspace_id, hour, webhook_id, ${REPLICA}, counter, value FROM ${givenRows(COLUMNS)}
  ON CONFLICT (workspace_id, hour, webhook_id, replica_id, counter) DO UPDATE SET value = excluded.value`;

/** Stores the counts of all workspaces. Each process has rows of its own. */
export class StatisticsStore {
  constructor(private readonly database: Database) {}

  async store(replicaId: string, rows: readonly CounterRow[]): Promise<void> {
    if (rows.length > 0) await this.database.query(STORE, [...arraysOf(COLUMNS, rows), replicaId]);
  }

  /** Deletes at most `limit` rows that are older than `days` days; returns their number. */
  async deleteOld(days: number, limit: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM statistics WHERE (workspace_id, hour, webhook_id, replica_id, counter) IN (
         SELECT workspace_id, hour, webhook_id, replica_id, counter FROM statistics
          WHERE hour < statement_timestamp() - $1 * interval '1 day' ORDER BY hour LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [days, limit],
    );
    return rows.length;
  }
}

/** A time span to read, in whole buckets of UTC. */
export interface StatisticsQuery {
  from: Date;
  to: Date;
  bucket: 'hour' | 'day';
  webhookId: string | undefined;
}

/** Reads one workspace's statistics. */
export class StatisticsReader {
  constructor(private readonly database: WorkspaceDatabase) {}

  /** The sums of all processes, by the start of the bucket in Unix milliseconds and by counter. */
  async read(workspaceId: string, query: StatisticsQuery): Promise<Map<number, Map<string, number>>> {
    const { from, to, bucket, webhookId } = query;
    const rows = await this.database.transaction(workspaceId, (tx) =>
      tx.query<{ start: Date; counter: string; value: number }>(
        `SELECT date_trunc($4, hour, 'UTC') AS start, counter, sum(value)::float8 AS value FROM statistics
          WHERE workspace_id = $1 AND hour >= $2 AND hour < $3
            AND CASE WHEN $5::uuid IS NOT NULL THEN webhook_id = $5
                     ELSE (webhook_id = '${WHOLE_WORKSPACE}') = (counter = '${EVENT}') END
          GROUP BY 1, 2`,
        [tx.workspaceId, from, to, bucket, webhookId ?? null],
      ),
    );
    const byStart = new Map<number, Map<string, number>>();
    for (const { start, counter, value } of rows) {
      const counters = byStart.get(start.getTime()) ?? new Map<string, number>();
      byStart.set(start.getTime(), counters.set(counter, value));
    }
    return byStart;
  }
}
