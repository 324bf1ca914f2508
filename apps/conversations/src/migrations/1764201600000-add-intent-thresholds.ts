import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A threshold of an intent's own, and the runner-up of a captured intent. */
export class AddIntentThresholds1764201600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE intents ADD COLUMN threshold double precision CHECK (threshold BETWEEN 0 AND 1)`,
    );
    await runner.query(
      `ALTER TABLE captured_intents
         ADD COLUMN runner_up_intent_id uuid,
         ADD COLUMN runner_up_confidence double precision`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE captured_intents DROP COLUMN runner_up_intent_id, DROP COLUMN runner_up_confidence`,
    );
    await runner.query(`ALTER TABLE intents DROP COLUMN threshold`);
  }
}
