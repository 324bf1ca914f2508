import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How long the phases of a failed attempt took, in milliseconds: name resolution, connection, TLS, first byte. A phase that was not needed or
 * not reached is null. The whole is null after a success.
 */
export class AttemptPhases1764795000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attempts ADD COLUMN phases_ms integer[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attempts DROP COLUMN phases_ms');
  }
}
