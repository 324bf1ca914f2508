import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The attempts of a delivery that ended with an internal error, since its schedule began. Earlier ones are not known and count as none. */
export class InternalErrors1764750000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deliveries ADD COLUMN internal_errors integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deliveries DROP COLUMN internal_errors');
  }
}
