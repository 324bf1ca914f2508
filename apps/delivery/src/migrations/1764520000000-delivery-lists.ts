import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes for the filters of the list of deliveries. None contains `held_by` or `attempts`, and no condition names them: starting an
 * attempt changes no index. A delivery that its first attempt delivers is in none of the two partial indexes.
 */
export class DeliveryLists1764520000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE INDEX deliveries_webhook ON deliveries (webhook_id, id)`,
      `CREATE INDEX deliveries_conversation ON deliveries (conversation_id, id)`,
      `CREATE INDEX deliveries_unfinished ON deliveries (workspace_id, id) WHERE due_at IS NOT NULL`,
      `CREATE INDEX deliveries_not_sent ON deliveries (workspace_id, status, id) WHERE status IN ('failed', 'skipped')`,
      // Rows are stored nearly in the order of this time, so a BRIN index is enough. A write costs almost nothing.
      `CREATE INDEX deliveries_created ON deliveries USING brin (created_at) WITH (pages_per_range = 16, autosummarize = on)`,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP INDEX deliveries_webhook, deliveries_conversation, deliveries_unfinished, deliveries_not_sent, deliveries_created`,
    );
  }
}
