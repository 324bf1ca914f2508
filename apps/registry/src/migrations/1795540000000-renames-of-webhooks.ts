import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the changes of the name of a webhook, which make no routing change. An older release counts them as revisions. */
export class RenamesOfWebhooks1795540000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks ADD COLUMN renames integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks DROP COLUMN renames');
  }
}
