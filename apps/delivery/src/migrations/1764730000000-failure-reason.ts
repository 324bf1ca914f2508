import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a delivery failed. Null unless it has failed, and for one that failed before this column existed. */
export class FailureReason1764730000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deliveries ADD COLUMN failure_reason text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deliveries DROP COLUMN failure_reason');
  }
}
