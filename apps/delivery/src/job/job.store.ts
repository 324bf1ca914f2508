import type { Database, Transaction } from '@flowforge/postgres/database';
import { prepared } from '@flowforge/postgres/prepared-statement';
import {
  type Chunk,
  jobFailureReasonOf,
  type Job,
  JobChunkFailed,
  type JobKind,
  type JobState,
  LONGEST_WAIT_MS,
  type NewJob,
  type Position,
  type RecoverableStatus,
  type StoredRecovery,
  waitAfterFailure,
} from './job.js';

interface JobRow {
  id: string;
  kind: JobKind;
  workspace_id: string;
  webhook_id: string | null;
  revision: number | null;
  since: string;
  until: string;
  statuses: RecoverableStatus[];
  position_at: string | null;
  position_id: string | null;
  /** Failed tries of the next chunk. */
  failures: number;
}

type RecoveryRow = Pick<JobRow, 'since' | 'until' | 'position_at' | 'position_id'> & {
  webhook_id: string;
  state: JobState;
};

/** Pause of a job that waits, in milliseconds. */
const WAIT_MS = 1_000;

/** Due jobs of one workspace that are looked at: other replicas may have locked the first ones. */
const JOBS_OF_WORKSPACE = 8;

/**
 * Locks the next job: that of the workspace that was served longest ago, and of this workspace the one that has waited longest. `run_at` is
 * never further ahead than the longest wait. If it is, the clock of the database went back, and the job is due.
 */
const LOCK_NEXT = prepared(`
  WITH RECURSIVE workspace AS (
    (SELECT workspace_id FROM jobs WHERE state = 'running' ORDER BY workspace_id LIMIT 1)
    UNION ALL
    SELECT next.workspace_id FROM workspace CROSS JOIN LATERAL (
      SELECT workspace_id FROM jobs WHERE state = 'running' AND jobs.workspace_id > workspace.workspace_id
       ORDER BY workspace_id LIMIT 1) AS next),
  due AS MATERIALIZED (
    SELECT job.id, job.run_at, coalesce(array_position($1::uuid[], workspace.workspace_id), 0) AS rank
      FROM workspace CROSS JOIN LATERAL (
        SELECT id, run_at FROM jobs
         WHERE state = 'running' AND jobs.workspace_id = workspace.workspace_id
           AND (run_at <= statement_timestamp() OR run_at > statement_timestamp() + interval '${2 * LONGEST_WAIT_MS} milliseconds')
         ORDER BY run_at LIMIT ${JOBS_OF_WORKSPACE}) AS job)
  SELECT id, kind, workspace_id, webhook_id, revision, since, until, statuses, position_at, position_id, failures
    FROM due JOIN jobs USING (id)
   WHERE state = 'running' AND jobs.run_at = due.run_at
   ORDER BY due.rank, due.run_at LIMIT 1 FOR UPDATE OF jobs SKIP LOCKED`);

/** SQL: the columns of a failed job that is tried again from now on. It keeps one failure, so that no routing change extends it. */
const RUN_AGAIN = `state = 'running', failures = 1, failure_reason = NULL, finished_at = NULL, run_at = clock_timestamp()`;

/**
 * Stores a job in the transaction of what asks for it.
 *
 * @returns false for a recovery of a webhook that has one already: nothing is stored
 */
export async function addJob(tx: Transaction, job: NewJob): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO jobs (id, kind, workspace_id, webhook_id, revision, since, until, statuses)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (webhook_id) WHERE kind = 'recovery' AND state = 'running' DO NOTHING
     RETURNING id`,
    [job.id, job.kind, job.workspaceId, job.webhookId, job.revision, job.since, job.until, job.statuses],
  );
  return rows.length > 0;
}

/**
 * Stores a replan job, or extends one of the workspace that has not started: many changes of a workspace need one walk through its
 * events. A job whose first chunk runs now is locked, so it is not extended: it may have read the routing before the change. A job whose
 * first chunk has failed is not extended either: while it fails, the events of the new change would get no deliveries. Failed jobs start
 * again beside the new one. Call it in the transaction that applies the change, and under its lock.
 */
export async function addReplanJob(
  tx: Transaction,
  job: Pick<NewJob, 'id' | 'workspaceId' | 'since' | 'until'>,
): Promise<void> {
  await tx.query(
    `WITH started_again AS (
       UPDATE jobs SET ${RUN_AGAIN}
        WHERE id IN (SELECT id FROM jobs
                      WHERE kind = 'replan' AND workspace_id = $2 AND state = 'failed' FOR UPDATE SKIP LOCKED)),
     extended AS (
       UPDATE jobs SET since = least(since, $3), until = greatest(until, $4)
        WHERE id = (SELECT id FROM jobs
                     WHERE kind = 'replan' AND workspace_id = $2 AND state = 'running' AND position_at IS NULL AND failures = 0
                     LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id)
     INSERT INTO jobs (id, kind, workspace_id, since, until)
     SELECT $1, 'replan', $2, $3, $4 WHERE NOT EXISTS (SELECT FROM extended)`,
    [job.id, job.workspaceId, job.since, job.until],
  );
}

/** All SQL that runs jobs, for all workspaces. */
export class JobStore {
  constructor(private readonly database: Database) {}

  /**
   * Runs one chunk of the next job, in the transaction that locks its row and stores its position. Jobs whose chunk another replica runs are
   * left to it. When `work` rejects, nothing of the chunk remains. The job is tried again after a wait; after `MAX_TRIES` it has failed.
   *
   * @param served workspaces whose jobs were served lately, the last one at the end: the others come first
   * @returns the workspace of the job; null when none is due
   * @throws JobChunkFailed when `work` rejects
   */
  async runNext(
    work: (tx: Transaction, job: Job) => Promise<Chunk>,
    served: readonly string[],
  ): Promise<string | null> {
    let begun: JobRow | undefined;
    try {
      return await this.database.transaction(async (tx) => {
        const [row] = await tx.queryPrepared<JobRow>(LOCK_NEXT, [served]);
        if (!row) return null;
        begun = row;
        await saveChunk(tx, row, await work(tx, jobOf(row)));
        return row.workspace_id;
      });
    } catch (error) {
      if (begun === undefined) throw error;
      throw await this.chunkFailed(begun, error);
    }
  }

  /** The recoveries of these webhooks that send what was missed while they were disabled, whatever their state. */
  async recoveriesOfMissed(
    workspaceIds: readonly string[],
    webhookIds: readonly string[],
  ): Promise<StoredRecovery[]> {
    const rows = await this.database.query<RecoveryRow>(
      `SELECT webhook_id, since, until, state, position_at, position_id FROM jobs
        WHERE kind = 'recovery' AND workspace_id = ANY($1::uuid[]) AND webhook_id = ANY($2::uuid[]) AND 'skipped' = ANY(statuses)`,
      [workspaceIds, webhookIds],
    );
    return rows.map((row) => ({
      webhookId: row.webhook_id,
      since: Number(row.since),
      until: Number(row.until),
      state: row.state,
      position: positionOf(row),
    }));
  }

  /**
   * Starts failed jobs again, except for recoveries: those are started again by whoever wants them. For the start of a replica, which may be of
   * a release in which they work.
   *
   * @returns their number
   */
  async resumeFailed(): Promise<number> {
    const rows = await this.database.query(
      `UPDATE jobs SET ${RUN_AGAIN} WHERE state = 'failed' AND kind <> 'recovery' RETURNING id`,
    );
    return rows.length;
  }

  /** Deletes at most `limit` recoveries that ended, and other jobs that failed, more than `days` days ago; returns their number. */
  async deleteEnded(days: number, limit: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM jobs WHERE id IN (
         SELECT id FROM jobs WHERE state <> 'running' AND finished_at < statement_timestamp() - $1 * interval '1 day'
          LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [days, limit],
    );
    return rows.length;
  }

  private async chunkFailed(
    { id, kind, workspace_id, failures }: JobRow,
    error: unknown,
  ): Promise<JobChunkFailed> {
    const failed = new JobChunkFailed({ id, kind, workspaceId: workspace_id }, failures + 1, error);
    await this.database.query(
      `UPDATE jobs SET failures = $2, run_at = clock_timestamp() + $3 * interval '1 millisecond',
              state = CASE WHEN $4 THEN 'failed' ELSE state END, failure_reason = CASE WHEN $4 THEN $5 END,
              finished_at = CASE WHEN $4 THEN clock_timestamp() ELSE finished_at END
        WHERE id = $1 AND state = 'running'`,
      [
        id,
        failed.failures,
        waitAfterFailure(failed.failures) ?? 0,
        failed.isFinal,
        jobFailureReasonOf(error),
      ],
    );
    return failed;
  }
}

/** A job that is completed or cancelled is deleted, but for a recovery: its result can be read. */
async function saveChunk(tx: Transaction, { id, kind }: JobRow, chunk: Chunk): Promise<void> {
  const { next, position, matched, requeued } = chunk;
  const isEnded = next === 'completed' || next === 'cancelled';
  if (isEnded && kind !== 'recovery') {
    await tx.query('DELETE FROM jobs WHERE id = $1', [id]);
    return;
  }
  await tx.query(
    `UPDATE jobs SET position_at = $2, position_id = $3, matched = matched + $4, requeued = requeued + $5, state = $6, failures = 0,
            run_at = clock_timestamp() + $7 * interval '1 millisecond',
            finished_at = CASE WHEN $8 THEN clock_timestamp() END
      WHERE id = $1`,
    [
      ...[id, position?.at ?? null, position?.eventId ?? null, matched, requeued],
      ...[isEnded ? next : 'running', next === 'wait' ? WAIT_MS : 0, isEnded],
    ],
  );
}

function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    workspaceId: row.workspace_id,
    webhookId: row.webhook_id,
    revision: row.revision,
    since: Number(row.since),
    until: Number(row.until),
    statuses: row.statuses,
    position: positionOf(row),
  };
}

function positionOf({
  position_at: at,
  position_id: eventId,
}: Pick<JobRow, 'position_at' | 'position_id'>): Position | null {
  return at !== null && eventId !== null ? { at, eventId } : null;
}
