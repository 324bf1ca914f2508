import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a queue was last claimed. It is in no index, so a claim of a queue that stays due changes no index, and leaves no
 * dead index entry that every later claim would read.
 */
export class QueueServedAt1764770000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_queues ADD COLUMN served_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_queues DROP COLUMN served_at');
  }
}
