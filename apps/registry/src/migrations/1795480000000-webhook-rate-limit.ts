import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rate limit of a webhook, `{limit, per}`; null without one. */
export class WebhookRateLimit1795480000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks ADD rate_limit jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks DROP rate_limit');
  }
}
