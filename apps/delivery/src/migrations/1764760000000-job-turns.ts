import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs run round robin over the workspaces, so running jobs are found by workspace. */
export class JobTurns1764760000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX jobs_turns ON jobs (workspace_id, run_at) WHERE state = 'running'`);
    await runner.query('DROP INDEX jobs_running');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX jobs_running ON jobs (run_at) WHERE state = 'running'`);
    await runner.query('DROP INDEX jobs_turns');
  }
}
