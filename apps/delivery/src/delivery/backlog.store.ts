import { LOWEST_ID } from '@flowforge/contracts/ids';
import type { Transaction } from '@flowforge/postgres/database';
import type { Position } from '../job/job.js';
import type { StatusBeforeRecovery } from './delivery.js';
import { advance } from './delivery-order.store.js';

/** Result of skipping waiting deliveries. */
export interface Skipped {
  /** False when a newer revision of the webhook is enabled: nothing was skipped. */
  isDisabled: boolean;
  count: number;
  /** The position of the last delivery that was examined; null when none waits behind the given one. */
  position: Position | null;
}

/**
 * The revisions are read in the same snapshot as the deliveries. So a delivery that is enqueued after the webhook was enabled again is
 * not skipped: whoever sees it sees the newer revision, too. The cursor of the queue stays, because a position in the future must not be
 * behind it.
 *
 * What waits for its order is skipped first, and what it waits for after that. So when the webhook is enabled again in between, each
 * conversation still has a delivery that is due.
 */
const SKIP = `
  WITH waiting AS MATERIALIZED (
    SELECT event_id, due_at FROM deliveries
     WHERE webhook_id = $1 AND event_id >= $2 AND due_at IS NOT NULL AND held_by IS NULL
       AND (due_at, event_id) > ($3::timestamptz, $4::uuid)
       AND (due_at = 'infinity') = ($3::timestamptz = 'infinity')
     ORDER BY due_at, event_id LIMIT $5),
  webhook AS (
    SELECT NOT EXISTS (SELECT FROM webhook_revisions
                        WHERE webhook_id = $1 AND revision > $6 AND enabled AND NOT deleted) AS disabled),
  skipped AS (
    UPDATE deliveries SET status = 'skipped', due_at = NULL, finished_at = clock_timestamp()
      FROM waiting, webhook
     WHERE webhook.disabled AND deliveries.webhook_id = $1 AND deliveries.event_id = waiting.event_id
       AND deliveries.event_id >= $2 AND deliveries.due_at = waiting.due_at
    RETURNING conversation_id, order_seq)
  SELECT disabled AS is_disabled, (SELECT count(*)::int FROM skipped) AS count, last.due_at::text AS at, last.event_id,
         (SELECT coalesce(json_agg(DISTINCT conversation_id), '[]') FROM skipped WHERE order_seq IS NOT NULL) AS conversations
    FROM webhook LEFT JOIN (SELECT due_at, event_id FROM waiting ORDER BY due_at DESC, event_id DESC LIMIT 1) AS last ON true`;

const FIRST_ORDERED: Position = { at: 'infinity', eventId: LOWEST_ID };
const FIRST_DUE: Position = { at: '-infinity', eventId: LOWEST_ID };

/**
 * Ends up to `limit` waiting deliveries of a webhook as skipped, unless a revision after `revision` is enabled. The row of the queue is
 * locked first, so no claim starts them and nothing is enqueued meanwhile.
 */
export async function skipWaiting(
  tx: Transaction,
  webhook: { webhookId: string; revision: number },
  after: Position | null,
  limit: number,
): Promise<Skipped> {
  const { webhookId, revision } = webhook;
  const [queue] = await tx.query<{ oldest_event_id: string; workspace_id: string }>(
    'SELECT oldest_event_id, workspace_id FROM webhook_queues WHERE webhook_id = $1 FOR UPDATE',
    [webhookId],
  );
  if (!queue) return { isDisabled: true, count: 0, position: null };
  const { at, eventId } = after ?? FIRST_ORDERED;
  const [row] = await tx.query<{
    is_disabled: boolean;
    count: number;
    at: string | null;
    event_id: string | null;
    conversations: string[];
  }>(SKIP, [webhookId, queue.oldest_event_id, at, eventId, limit, revision]);
  if (!row) throw new Error('the statement that skips deliveries returned no row');
  if (row.is_disabled && row.event_id === null && at === 'infinity')
    return skipWaiting(tx, webhook, FIRST_DUE, limit);
  if (at !== 'infinity') {
    const workspaceId = queue.workspace_id;
    await advance(
      tx,
      row.conversations.map((conversationId) => ({ webhookId, workspaceId, conversationId })),
    );
  }
  const position = row.at !== null && row.event_id !== null ? { at: row.at, eventId: row.event_id } : null;
  return { isDisabled: row.is_disabled, count: row.count, position };
}

/** SQL: whether a delivery waits for a time to come, as for its next retry; not one that runs, is due, or waits for its order. */
export const WAITS_FOR_LATER = `(deliveries.held_by IS NULL AND deliveries.due_at > statement_timestamp() AND deliveries.due_at < 'infinity')`;

/** The statuses of the deliveries of these events to a webhook, by event id; an event without a delivery is missing. */
export async function statusesOf(
  tx: Transaction,
  webhookId: string,
  eventIds: readonly string[],
): Promise<Map<string, StatusBeforeRecovery>> {
  const rows = await tx.query<{ event_id: string; status: StatusBeforeRecovery }>(
    `SELECT event_id, CASE WHEN status <> 'pending' OR ${WAITS_FOR_LATER} THEN status ELSE 'cannot_be_sent_earlier' END AS status
       FROM deliveries WHERE event_id = ANY($1::uuid[]) AND webhook_id = $2`,
    [eventIds, webhookId],
  );
  return new Map(rows.map(({ event_id, status }) => [event_id, status]));
}

/** The number of deliveries of a webhook that are due and wait for a claim, counted up to `limit`. */
export async function countDue(tx: Transaction, webhookId: string, limit: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT FROM webhook_queues AS queue JOIN deliveries USING (webhook_id)
        WHERE queue.webhook_id = $1 AND event_id >= queue.oldest_event_id AND due_at <= statement_timestamp()
          AND (due_at, event_id) > (queue.cursor_due_at, queue.cursor_event_id) LIMIT $2) AS waiting`,
    [webhookId, limit],
  );
  return row?.count ?? 0;
}
