import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The circuit of a webhook, in the row of its queue. `circuit_generation` grows with each change, so that a late result of a probe is
 * recognised. `blocked_until`: the queue is not due before; null while the circuit is closed.
 */
export class Circuits1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE webhook_queues
         ADD COLUMN circuit text NOT NULL DEFAULT 'closed' CHECK (circuit IN ('closed', 'open', 'half_open')),
         ADD COLUMN circuit_generation integer NOT NULL DEFAULT 0,
         ADD COLUMN circuit_opened_at timestamptz,
         ADD COLUMN blocked_until timestamptz`,
    );
    await runner.query(
      `CREATE INDEX webhook_queues_circuits ON webhook_queues (workspace_id, webhook_id) WHERE circuit <> 'closed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX webhook_queues_circuits');
    await runner.query(
      `ALTER TABLE webhook_queues DROP COLUMN circuit, DROP COLUMN circuit_generation, DROP COLUMN circuit_opened_at,
                                  DROP COLUMN blocked_until`,
    );
  }
}
