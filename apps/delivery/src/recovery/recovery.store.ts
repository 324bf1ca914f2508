import { columnFilters, listPage, type PageRequest } from '@flowforge/postgres/page.store';
import type { Page } from '@flowforge/postgres/page';
import type { WorkspaceDatabase, WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { JobFailureReason, JobState, RecoverableStatus } from '../job/job.js';

/** A recovery as the API reads it. Times that are texts are Unix microseconds. */
export interface RecoveryRow {
  id: string;
  webhook_id: string;
  since: string;
  until: string;
  statuses: RecoverableStatus[];
  state: JobState;
  /** Null unless it has failed. */
  failure_reason: JobFailureReason | null;
  /** Commit time of the last event that was examined; null before the first one. */
  position_at: string | null;
  matched: number;
  requeued: number;
  created_at: Date;
  finished_at: Date | null;
}

const COLUMNS = `id, webhook_id, since, until, statuses, state, failure_reason, position_at, matched, requeued, created_at, finished_at`;
const IS_RECOVERY = `kind = 'recovery'`;

/** Reads and cancels one workspace's recoveries. */
export class RecoveryStore {
  constructor(private readonly database: WorkspaceDatabase) {}

  /** The recoveries, newest first. */
  async list(
    workspaceId: string,
    webhookId: string | undefined,
    page: PageRequest,
  ): Promise<Page<RecoveryRow>> {
    const where = [{ sql: IS_RECOVERY }, ...columnFilters({ webhook_id: webhookId })];
    return this.database.transaction(workspaceId, (tx) =>
      listPage<RecoveryRow>(tx, { table: 'jobs', columns: COLUMNS, where, ...page }),
    );
  }

  /** Undefined when it is not the workspace's. */
  async find(workspaceId: string, id: string): Promise<RecoveryRow | undefined> {
    return this.database.transaction(workspaceId, (tx) => readRecovery(tx, id));
  }
}

/**
 * Cancels a recovery that runs. It waits for the chunk that runs, and no other one follows.
 *
 * @returns the id of its webhook; null when it has ended already, or is not the workspace's
 */
export async function cancelRecovery(tx: WorkspaceTransaction, id: string): Promise<string | null> {
  const [row] = await tx.query<{ webhook_id: string }>(
    `UPDATE jobs SET state = 'cancelled', finished_at = clock_timestamp()
      WHERE workspace_id = $1 AND id = $2 AND ${IS_RECOVERY} AND state = 'running' RETURNING webhook_id`,
    [tx.workspaceId, id],
  );
  return row?.webhook_id ?? null;
}

/** Reads one of the workspace's recoveries in a transaction. */
export async function readRecovery(tx: WorkspaceTransaction, id: string): Promise<RecoveryRow | undefined> {
  const [row] = await tx.query<RecoveryRow>(
    `SELECT ${COLUMNS} FROM jobs WHERE workspace_id = $1 AND id = $2 AND ${IS_RECOVERY}`,
    [tx.workspaceId, id],
  );
  return row;
}
