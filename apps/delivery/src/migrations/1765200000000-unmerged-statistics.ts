import { buildIndex } from '@flowforge/postgres/build-index';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEFINITION = `ON statistics (hour) WHERE replica_id <> '00000000-0000-0000-0000-000000000000'`;

/** The rows of the statistics that are not merged yet. Those of the replica with the nil UUID are merged. Counts are stored while it is built. */
export class UnmergedStatistics1765200000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'statistics_not_merged', DEFINITION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX statistics_not_merged');
  }
}
