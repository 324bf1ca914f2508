import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds when a webhook was disabled, and the delivery whose 410 disabled it. */
export class AddDisabledAt1795450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks ADD disabled_at timestamptz, ADD disabled_by_delivery_id uuid');
    // For webhooks that are disabled already, the time of the last change is the best available value.
    await runner.query('UPDATE webhooks SET disabled_at = updated_at WHERE NOT enabled');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks DROP disabled_at, DROP disabled_by_delivery_id');
  }
}
