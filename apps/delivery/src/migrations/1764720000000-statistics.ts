import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was counted for a webhook in an hour (UTC). Each process has rows of its own, so that none waits for another one. The webhook
 * of what is counted for the whole workspace is the nil UUID.
 */
export class Statistics1764720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE statistics (
         workspace_id uuid NOT NULL,
         hour timestamptz NOT NULL,
         webhook_id uuid NOT NULL,
         replica_id uuid NOT NULL,
         counter text NOT NULL,
         value bigint NOT NULL,
         PRIMARY KEY (workspace_id, hour, webhook_id, replica_id, counter)
       ) WITH (fillfactor = 80)`,
    );
    await runner.query(`CREATE INDEX statistics_hour ON statistics (hour)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE statistics');
  }
}
