import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names the examples of an intent, so that only a change of them trains the classifier again. Empty: not changed since. */
export class HashOfExamples1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE intents ADD COLUMN examples_hash text NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE intents DROP COLUMN examples_hash');
  }
}
