import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Leaves room in the pages of `deliveries` for the update that starts an attempt. So the new version of the row is on the same page, and
 * no index changes. Daily partitions get the setting of the default partition when they are made.
 */
export class RoomForUpdates1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.set(runner, 'SET (fillfactor = 70)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.set(runner, 'RESET (fillfactor)');
  }

  private async set(runner: QueryRunner, action: string): Promise<void> {
    const partitions: { name: string }[] = await runner.query(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'deliveries'::regclass`,
    );
    for (const { name } of partitions) await runner.query(`ALTER TABLE ${name} ${action}`);
  }
}
