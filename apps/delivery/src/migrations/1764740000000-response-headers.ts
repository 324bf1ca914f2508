import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The headers of the response to a failed attempt: a JSON array of name, value, name, value …; null after a success. */
export class ResponseHeaders1764740000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attempts ADD COLUMN response_headers json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attempts DROP COLUMN response_headers');
  }
}
