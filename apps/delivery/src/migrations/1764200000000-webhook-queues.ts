import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Queues of webhooks, and one lease for each replica instead of one for each delivery.
 *
 * - `deliveries.held_by`: epoch of the replica that makes an attempt now. `due_at` of a waiting delivery is its place in the queue of
 *   its webhook. It stays unchanged while an attempt runs, so starting an attempt changes no index.
 * - `webhook_queues`: one row for each webhook that ever had a waiting delivery. `next_due_at`: nothing of the queue is due before;
 *   null when nothing waits. The cursor is the place of the last delivery that was started: everything at or before it has been
 *   started, everything behind it waits. `oldest_event_id`: no unfinished delivery of the queue has an older event, so older
 *   partitions are not searched.
 * - `replicas`: a replica may make attempts while its row exists and the lease is valid.
 *
 * A delivery whose attempt runs during the migration becomes due now: it may be sent twice.
 */
export class WebhookQueues1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE replicas (
         epoch bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         valid_until timestamptz NOT NULL
       )`,
      `CREATE TABLE webhook_queues (
         webhook_id uuid PRIMARY KEY,
         workspace_id uuid NOT NULL,
         next_due_at timestamptz,
         cursor_due_at timestamptz NOT NULL DEFAULT '-infinity',
         cursor_event_id uuid NOT NULL DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff',
         oldest_event_id uuid NOT NULL
       ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`,
      `CREATE INDEX webhook_queues_due ON webhook_queues (next_due_at) WHERE next_due_at IS NOT NULL`,
      `ALTER TABLE deliveries ADD COLUMN held_by bigint`,
      `ALTER TABLE deliveries DROP CONSTRAINT deliveries_status_check`,
      `UPDATE deliveries SET status = 'pending', due_at = clock_timestamp() WHERE status = 'in_flight'`,
      `ALTER TABLE deliveries ADD CONSTRAINT deliveries_status_check
         CHECK (status IN ('pending', 'delivered', 'failed', 'skipped'))`,
      `ALTER TABLE deliveries DROP COLUMN lease_id`,
      `DROP INDEX deliveries_due`,
      `CREATE INDEX deliveries_queue ON deliveries (webhook_id, due_at, event_id) WHERE due_at IS NOT NULL`,
      `INSERT INTO webhook_queues (webhook_id, workspace_id, next_due_at, oldest_event_id)
       SELECT webhook_id, (array_agg(workspace_id))[1], min(due_at), (array_agg(event_id ORDER BY event_id))[1]
         FROM deliveries WHERE due_at IS NOT NULL GROUP BY webhook_id`,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP INDEX deliveries_queue`,
      `ALTER TABLE deliveries DROP CONSTRAINT deliveries_status_check`,
      `ALTER TABLE deliveries ADD CONSTRAINT deliveries_status_check
         CHECK (status IN ('pending', 'in_flight', 'delivered', 'failed', 'skipped'))`,
      `ALTER TABLE deliveries ADD COLUMN lease_id uuid`,
      `UPDATE deliveries SET due_at = clock_timestamp() WHERE held_by IS NOT NULL AND due_at IS NOT NULL`,
      `ALTER TABLE deliveries DROP COLUMN held_by`,
      `CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL`,
      `DROP TABLE webhook_queues, replicas`,
    ]) {
      await runner.query(statement);
    }
  }
}
