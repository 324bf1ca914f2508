import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The retry schedule of a webhook, in seconds. The default is what was sent before there was a setting; it also holds for a webhook
 * that a replica of the release before creates.
 */
export class WebhookSchedule1795470000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE webhooks ADD schedule integer[] NOT NULL
         DEFAULT '{5,30,120,600,1800,7200,18000,36000,50400,64800,86400}'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks DROP schedule');
  }
}
