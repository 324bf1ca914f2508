import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rows of the statistics that are not merged yet. Those of the replica with the nil UUID are merged. */
export class UnmergedStatistics1765200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX statistics_not_merged ON statistics (hour) WHERE replica_id <> '00000000-0000-0000-0000-000000000000'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX statistics_not_merged');
  }
}
