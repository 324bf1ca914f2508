import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a widget looks on the page. The defaults let the release before this one go on creating widgets. */
export class LookOfWidgets1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE widgets
         ADD COLUMN color text NOT NULL DEFAULT '#2563eb' CHECK (color ~ '^#[0-9a-f]{6}$'),
         ADD COLUMN position text NOT NULL DEFAULT 'right' CHECK (position IN ('right', 'left')),
         ADD COLUMN launcher_text text,
         ADD COLUMN locale text`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE widgets DROP COLUMN color, DROP COLUMN position, DROP COLUMN launcher_text, DROP COLUMN locale',
    );
  }
}
