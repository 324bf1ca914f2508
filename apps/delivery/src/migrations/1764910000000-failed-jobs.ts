import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A job whose chunk always fails ends as `failed`, with a reason. `failures` counts the tries of its next chunk that failed in a row. */
export class FailedJobs1764910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE jobs ADD COLUMN failures integer NOT NULL DEFAULT 0,
         ADD COLUMN failure_reason text,
         DROP CONSTRAINT jobs_state_check,
         ADD CONSTRAINT jobs_state_check CHECK (state IN ('running', 'completed', 'cancelled', 'failed'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM jobs WHERE state = 'failed'`);
    await runner.query(
      `ALTER TABLE jobs DROP COLUMN failures, DROP COLUMN failure_reason, DROP CONSTRAINT jobs_state_check,
         ADD CONSTRAINT jobs_state_check CHECK (state IN ('running', 'completed', 'cancelled'))`,
    );
  }
}
