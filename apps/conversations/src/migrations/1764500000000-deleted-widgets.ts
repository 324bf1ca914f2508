import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The allowed origins of deleted widgets: they apply to the conversations that the widget has started, which go on. One small row
 * stays for each deleted widget.
 */
export class DeletedWidgets1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE deleted_widgets (
         id uuid NOT NULL PRIMARY KEY,
         workspace_id uuid NOT NULL,
         allowed_origins text[]
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deleted_widgets');
  }
}
