import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Order of the deliveries of one conversation to one webhook.
 *
 * - `deliveries.order_seq`: the number of the event in its conversation, if the delivery has to keep the order; else null. Only the first
 *   unfinished one of a conversation has a due time. The others have 'infinity': a claim never reads them.
 * - `events.routed`: whether the event had a delivery to any webhook when it was stored. So an event of a conversation is found by its
 *   deliveries, or by the small index of events without one; other events pay for no index. False for events that were stored before.
 * - `order_gaps`: conversations whose first unfinished delivery waits for an event that delivery has not received. `pass_at`: when the gap
 *   is passed.
 */
export class DeliveryOrder1764710000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE webhook_revisions ADD COLUMN ordering text NOT NULL DEFAULT 'none' CHECK (ordering IN ('none', 'conversation'))`,
      `ALTER TABLE deliveries ADD COLUMN order_seq integer`,
      `CREATE INDEX deliveries_order ON deliveries (webhook_id, conversation_id, order_seq) WHERE order_seq IS NOT NULL`,
      `CREATE INDEX deliveries_order_unfinished ON deliveries (webhook_id, conversation_id, order_seq)
         WHERE order_seq IS NOT NULL AND due_at IS NOT NULL`,
      `ALTER TABLE events ADD COLUMN routed boolean NOT NULL DEFAULT false`,
      `CREATE INDEX events_not_routed ON events (conversation_id, conversation_seq) WHERE NOT routed`,
      `CREATE TABLE order_gaps (
         webhook_id uuid NOT NULL,
         conversation_id uuid NOT NULL,
         workspace_id uuid NOT NULL,
         pass_at timestamptz NOT NULL,
         PRIMARY KEY (webhook_id, conversation_id)
       )`,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `UPDATE deliveries SET due_at = clock_timestamp() WHERE due_at = 'infinity'`,
      `UPDATE webhook_queues SET next_due_at = clock_timestamp()`,
      `DROP TABLE order_gaps`,
      `DROP INDEX events_not_routed, deliveries_order, deliveries_order_unfinished`,
      `ALTER TABLE events DROP COLUMN routed`,
      `ALTER TABLE deliveries DROP COLUMN order_seq`,
      `ALTER TABLE webhook_revisions DROP COLUMN ordering`,
    ]) {
      await runner.query(statement);
    }
  }
}
