import type { Transaction } from '@flowforge/postgres/database';
import type { RecoverableStatus } from '../job/job.js';
import { advance } from './delivery-order.store.js';
import { WAITS_FOR_LATER } from './backlog.store.js';
import { enqueue } from './webhook-queue.store.js';

/**
 * Makes a delivery due now, with all its retries, whether it has ended or waits. One that has ended, or waits for its order, leaves the
 * order: it is sent at once, and does not hold up its conversation.
 *
 * @returns false when an attempt runs: the delivery is unchanged
 */
export async function resend(
  tx: Transaction,
  delivery: { eventId: string; webhookId: string; workspaceId: string },
): Promise<boolean> {
  const { eventId, webhookId, workspaceId } = delivery;
  await enqueue(tx, [{ eventId, webhookId, workspaceId, dueInMs: 0 }]);
  const rows = await tx.query<{ conversation_id: string }>(
    `UPDATE deliveries SET status = 'pending', retries = 0, internal_errors = 0, finished_at = NULL, failure_reason = NULL,
            order_seq = CASE WHEN due_at < 'infinity' THEN order_seq END,
            due_at = greatest(clock_timestamp(), queue.cursor_due_at + interval '1 microsecond')
       FROM webhook_queues AS queue
      WHERE deliveries.workspace_id = $1 AND deliveries.event_id = $2 AND deliveries.webhook_id = $3
        AND queue.webhook_id = deliveries.webhook_id AND deliveries.held_by IS NULL
     RETURNING deliveries.conversation_id`,
    [workspaceId, eventId, webhookId],
  );
  await advance(
    tx,
    rows.map(({ conversation_id }) => ({ webhookId, workspaceId, conversationId: conversation_id })),
  );
  return rows.length > 0;
}

/**
 * Makes deliveries of a webhook due now, with all their retries, in the order of their events: those that have ended, and those that wait
 * for a later time. Those with an order keep it: of each conversation only the first one is due.
 *
 * @param statuses those that a delivery may have; one with another status stays unchanged, and so does one that runs, that is due already,
 * or that waits for its order
 * @returns the number of those that were changed
 */
export async function requeue(
  tx: Transaction,
  { webhookId, workspaceId }: { webhookId: string; workspaceId: string },
  eventIds: readonly string[],
  statuses: readonly RecoverableStatus[],
): Promise<number> {
  if (eventIds.length === 0) return 0;
  await enqueue(
    tx,
    eventIds.map((eventId) => ({ eventId, webhookId, workspaceId, dueInMs: 0 })),
  );
  // One due time for all: then the order is that of the event ids.
  const rows = await tx.query<{ conversation_id: string; order_seq: number | null }>(
    `UPDATE deliveries SET status = 'pending', retries = 0, internal_errors = 0, finished_at = NULL, failure_reason = NULL,
            due_at = CASE WHEN deliveries.due_at IS NULL AND order_seq IS NOT NULL THEN 'infinity'
                          ELSE greatest(statement_timestamp(), queue.cursor_due_at + interval '1 microsecond') END
       FROM webhook_queues AS queue
      WHERE deliveries.workspace_id = $1 AND deliveries.webhook_id = $2 AND deliveries.event_id = ANY($3::uuid[])
        AND deliveries.status = ANY($4::text[]) AND (deliveries.due_at IS NULL OR ${WAITS_FOR_LATER})
        AND queue.webhook_id = deliveries.webhook_id
     RETURNING deliveries.conversation_id, deliveries.order_seq`,
    [workspaceId, webhookId, eventIds, statuses],
  );
  await advance(
    tx,
    rows.flatMap(({ conversation_id, order_seq }) =>
      order_seq === null ? [] : [{ webhookId, workspaceId, conversationId: conversation_id }],
    ),
  );
  return rows.length;
}
