import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The country of phone numbers without a country code, per assistant. */
export class AddDefaultRegion1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE assistants ADD COLUMN default_region text CHECK (default_region ~ '^[A-Z]{2}$')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE assistants DROP COLUMN default_region`);
  }
}
