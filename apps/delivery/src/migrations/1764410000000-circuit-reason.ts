import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a circuit is not closed: the outcome of the attempt that opened it. Null while it is closed. */
export class CircuitReason1764410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_queues ADD COLUMN circuit_reason text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_queues DROP COLUMN circuit_reason');
  }
}
