import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The retry schedule of a webhook, in seconds. Null when the registry did not send one: the default holds. */
export class WebhookSchedule1764510000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_revisions ADD COLUMN schedule integer[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_revisions DROP COLUMN schedule');
  }
}
