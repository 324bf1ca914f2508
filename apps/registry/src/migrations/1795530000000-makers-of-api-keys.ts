import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has created an api key. Null for the keys of earlier releases. The name is kept: the account may be deleted before the key. */
export class MakersOfApiKeys1795530000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE api_keys ADD COLUMN created_by_kind text, ADD COLUMN created_by_id uuid, ADD COLUMN created_by_name text',
    );
    await runner.query('CREATE INDEX api_keys_made_by ON api_keys (workspace_id, created_by_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX api_keys_made_by');
    await runner.query(
      'ALTER TABLE api_keys DROP COLUMN created_by_kind, DROP COLUMN created_by_id, DROP COLUMN created_by_name',
    );
  }
}
