import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for the filters of the list of conversations. A message changes no column of them, so its update stays HOT. */
export class ListsOfTheConsole1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX conversations_open ON conversations (workspace_id, id) WHERE status = 'open'`,
    );
    await runner.query('CREATE INDEX conversations_widget ON conversations (workspace_id, widget_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX conversations_open');
    await runner.query('DROP INDEX conversations_widget');
  }
}
