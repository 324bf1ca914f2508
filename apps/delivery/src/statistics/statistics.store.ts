import type { Database } from '@flowforge/postgres/database';
import { arraysOf, type Column, givenRows } from '../delivery/columns.js';

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
export const WHOLE_WORKSPACE = '00000000-0000-0000-0000-000000000000';
/** In place of a replica, for the sum of all replicas. The index `statistics_not_merged` has the same condition. */
const MERGED = '00000000-0000-0000-0000-000000000000';
/** A process stores the counts of an hour until so many hours after its start. */
const STORED_FOR_HOURS = 3;
/** Later than that by an hour, so that no process stores counts again that were added to a merged row before. */
const MERGED_AFTER_HOURS = STORED_FOR_HOURS + 1;

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
   WHERE hour > statement_timestamp() - ${STORED_FOR_HOURS} * interval '1 hour'
  ON CONFLICT (workspace_id, hour, webhook_id, replica_id, counter) DO UPDATE SET value = excluded.value`;

/** The merged rows are written in the order of their key, so that two replicas that merge cannot block each other. */
const MERGE = `
  WITH found AS MATERIALIZED (
    SELECT workspace_id, hour, webhook_id, replica_id, counter FROM statistics
     WHERE replica_id <> '${MERGED}' AND hour < statement_timestamp() - ${MERGED_AFTER_HOURS} * interval '1 hour'
     ORDER BY hour LIMIT $1 FOR UPDATE SKIP LOCKED),
  gone AS (
    DELETE FROM statistics USING found
     WHERE (statistics.workspace_id, statistics.hour, statistics.webhook_id, statistics.replica_id, statistics.counter)
         = (found.workspace_id, found.hour, found.webhook_id, found.replica_id, found.counter)
    RETURNING statistics.*),
  merged AS (
    INSERT INTO statistics (workspace_id, hour, webhook_id, replica_id, counter, value)
    SELECT workspace_id, hour, webhook_id, '${MERGED}', counter, sum(value) FROM gone
     GROUP BY workspace_id, hour, webhook_id, counter ORDER BY workspace_id, hour, webhook_id, counter
    ON CONFLICT (workspace_id, hour, webhook_id, replica_id, counter)
       DO UPDATE SET value = statistics.value + excluded.value)
  SELECT count(*)::int AS rows FROM gone`;

/** Stores the counts of all workspaces. Each process has rows of its own; those of closed hours are merged. */
export class StatisticsStore {
  constructor(private readonly database: Database) {}

  /** Stores the counts of a process. Counts of an hour that began 3 hours ago or more are left out: its rows may be merged. */
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

  /**
   * Adds up at most `limit` rows of hours that began more than 4 hours ago, and deletes them: each process that ever ran has its own.
   *
   * @returns their number
   */
  async mergeClosedHours(limit: number): Promise<number> {
    const [row] = await this.database.query<{ rows: number }>(MERGE, [limit]);
    return row?.rows ?? 0;
  }
}
