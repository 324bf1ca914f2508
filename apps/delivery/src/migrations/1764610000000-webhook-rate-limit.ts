import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The rate limit of a webhook: `rate_interval_us`, the time between two attempts in microseconds, null without a limit. Its state:
 * `webhook_queues.rate_resumes_at`, before which the queue starts nothing; null when it was not limited.
 */
export class WebhookRateLimit1764610000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_revisions ADD COLUMN rate_interval_us integer');
    await runner.query('ALTER TABLE webhook_queues ADD COLUMN rate_resumes_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_revisions DROP COLUMN rate_interval_us');
    await runner.query('ALTER TABLE webhook_queues DROP COLUMN rate_resumes_at');
  }
}
