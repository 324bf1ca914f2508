import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * No unfinished delivery of a queue has a newer event. Statements get it as a parameter, so that the planner leaves out newer partitions.
 * Queues that exist have the greatest id, which is always true.
 */
export class QueueNewestEvent1764790000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE webhook_queues ADD COLUMN newest_event_id uuid NOT NULL DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_queues DROP COLUMN newest_event_id');
  }
}
