import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a webhook is disabled, and which delivery disabled it. */
export class AddDisabledAt1795450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks ADD disabled_at timestamptz, ADD disabled_by_delivery_id uuid');
    // The last change of a disabled webhook is the best that is known of its disabling.
    await runner.query('UPDATE webhooks SET disabled_at = updated_at WHERE NOT enabled');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhooks DROP disabled_at, DROP disabled_by_delivery_id');
  }
}
