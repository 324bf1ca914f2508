import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Work that is too long for one transaction. A job is done in chunks, by any replica. Each chunk is one transaction that locks the row of
 * the job, does its part, and moves the position: so it is done once, and is continued after a crash.
 *
 * - `since` and `until`: commit times of the events to examine, in Unix microseconds; `until` is not included.
 * - `revision`: the revision of the webhook that asks for a skip job.
 * - `position_at` and `position_id`: the last place that was examined; its kind depends on the job.
 * - `run_at`: when the next chunk is due. Jobs run round robin.
 *
 * The index on events serves the walk in the order of their commits.
 */
export class Jobs1764620000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE jobs (
         id uuid PRIMARY KEY,
         kind text NOT NULL CHECK (kind IN ('replan', 'skip', 'recovery')),
         workspace_id uuid NOT NULL,
         webhook_id uuid,
         revision integer,
         since bigint NOT NULL,
         until bigint NOT NULL,
         statuses text[] NOT NULL DEFAULT '{}',
         state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'completed', 'cancelled')),
         position_at text,
         position_id uuid,
         matched integer NOT NULL DEFAULT 0,
         requeued integer NOT NULL DEFAULT 0,
         run_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         finished_at timestamptz,
         created_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
       )`,
      `CREATE INDEX jobs_running ON jobs (run_at) WHERE state = 'running'`,
      `CREATE INDEX jobs_recoveries ON jobs (workspace_id, id) WHERE kind = 'recovery'`,
      `CREATE UNIQUE INDEX jobs_one_recovery ON jobs (webhook_id) WHERE kind = 'recovery' AND state = 'running'`,
      `CREATE INDEX events_walk ON events (workspace_id, committed_at, event_id)`,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX events_walk');
    await runner.query('DROP TABLE jobs');
  }
}
