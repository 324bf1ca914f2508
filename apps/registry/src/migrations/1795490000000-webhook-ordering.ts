import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the deliveries of a webhook keep the order of a conversation. */
export class WebhookOrdering1795490000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE webhooks ADD ordering text NOT NULL DEFAULT 'none' CHECK (ordering IN ('none', 'conversation'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks DROP ordering');
  }
}
