import { HIGHEST_ID, isUuid } from '@flowforge/contracts/ids';
import type { Database, Transaction } from '@flowforge/postgres/database';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import { ID_CLOCK_SLACK_MS } from '../routing/routing.store.js';
import { arraysOf, type Column, givenRows } from './columns.js';
import { lockQueues } from './webhook-queue.store.js';

/** The deliveries of one conversation to one webhook that keeps its order. */
export interface OrderedConversation {
  webhookId: string;
  workspaceId: string;
  conversationId: string;
}

interface GivenConversation extends OrderedConversation {
  /** Whether a missing event is passed. */
  passesGap: boolean;
  /** Whether the events before the first stored one are passed, because retention may have deleted them. */
  passesDeleted: boolean;
}

/** A delivery that was made due, although an event before it is missing. */
export interface PassedGap extends OrderedConversation {
  eventId: string;
}

/** How long a conversation waits for an event that delivery has not received, in minutes. */
const GAP_MINUTES = 15;
/** How long a conversation waits whose first events may have been deleted by retention, in seconds. */
const DELETED_WAIT_SECONDS = 30;
/** Gaps that are checked at a time. */
const MAX_GAPS = 500;
/** Deliveries that are released in one transaction. */
const RELEASED = 500;

const CONVERSATION_COLUMNS: Column<GivenConversation>[] = [
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'workspace_id', type: 'uuid', of: ({ workspaceId }) => workspaceId },
  { name: 'conversation_id', type: 'uuid', of: ({ conversationId }) => conversationId },
  { name: 'passes_gap', type: 'bool', of: ({ passesGap }) => String(passesGap) },
  { name: 'passes_deleted', type: 'bool', of: ({ passesDeleted }) => String(passesDeleted) },
];
/** No event of these conversations is older. As a parameter it lets the planner leave out older partitions. */
const OLDEST = `$${CONVERSATION_COLUMNS.length + 1}::uuid`;
/** No event that they wait for, or that is before such a one, is newer. */
const NEWEST = `$${CONVERSATION_COLUMNS.length + 2}::uuid`;

/** Whether stored events of the workspace are planned again: those without a delivery may still get one. */
const IS_PLANNED_AGAIN = `EXISTS (
  SELECT FROM jobs WHERE workspace_id = given.workspace_id AND kind = 'replan' AND state = 'running')`;

/**
 * Makes the first unfinished delivery of each conversation due, if it waits for its order only, and no other one of the conversation is
 * due or runs: after a recovery, an earlier event may come while a later one runs. It must be a statement of its own after
 * the one that locked the queues: so it sees everything that was stored or ended before.
 *
 * All events between this delivery and the last ended one must have been received; those without a delivery to this webhook count, too.
 * While a routing change is planned again, an event without a delivery may still get one, so that is a gap, too.
 * With a gap, the delivery waits for the missing event or for `pass_at`. In a conversation that is older than retention, the
 * events before the first stored one may have been deleted; then all events from that one on must have been received.
 */
const ADVANCE = `
  WITH given AS MATERIALIZED (
    SELECT DISTINCT ON (webhook_id, conversation_id) * FROM ${givenRows(CONVERSATION_COLUMNS)}),
  head AS MATERIALIZED (
    SELECT given.*, first.event_id,
           first.order_seq = before.order_seq + 1
             OR (received.count = first.order_seq - before.order_seq AND NOT ${IS_PLANNED_AGAIN})
             OR (given.passes_deleted AND before.order_seq = 0 AND received.count = first.order_seq - received.lowest + 1) AS is_next
      FROM given CROSS JOIN LATERAL (
        SELECT event_id, order_seq, due_at FROM deliveries
         WHERE webhook_id = given.webhook_id AND conversation_id = given.conversation_id AND event_id BETWEEN ${OLDEST} AND ${NEWEST}
           AND order_seq IS NOT NULL AND due_at IS NOT NULL
         ORDER BY order_seq LIMIT 1) AS first
      CROSS JOIN LATERAL (
        SELECT coalesce(max(order_seq), 0) AS order_seq FROM deliveries
         WHERE webhook_id = given.webhook_id AND conversation_id = given.conversation_id AND event_id BETWEEN ${OLDEST} AND ${NEWEST}
           AND order_seq IS NOT NULL AND order_seq < first.order_seq) AS before
      CROSS JOIN LATERAL (
        SELECT count(DISTINCT conversation_seq), min(conversation_seq) AS lowest FROM (
          SELECT conversation_seq FROM events
           WHERE conversation_id = given.conversation_id AND NOT routed AND event_id BETWEEN ${OLDEST} AND ${NEWEST}
          UNION ALL
          SELECT events.conversation_seq FROM deliveries JOIN events USING (event_id)
           WHERE deliveries.conversation_id = given.conversation_id AND deliveries.event_id BETWEEN ${OLDEST} AND ${NEWEST}
             AND events.event_id BETWEEN ${OLDEST} AND ${NEWEST}) AS stored
         WHERE first.order_seq > before.order_seq + 1
           AND conversation_seq > before.order_seq AND conversation_seq <= first.order_seq) AS received
     WHERE first.due_at = 'infinity'
       AND NOT EXISTS (
         SELECT FROM deliveries
          WHERE webhook_id = given.webhook_id AND conversation_id = given.conversation_id AND event_id BETWEEN ${OLDEST} AND ${NEWEST}
            AND order_seq IS NOT NULL AND due_at < 'infinity')),
  due AS (
    UPDATE deliveries SET due_at = greatest(clock_timestamp(), queue.cursor_due_at + interval '1 microsecond')
      FROM head JOIN webhook_queues AS queue USING (webhook_id)
     WHERE (head.is_next OR head.passes_gap) AND deliveries.event_id = head.event_id AND deliveries.event_id BETWEEN ${OLDEST} AND ${NEWEST}
       AND deliveries.webhook_id = head.webhook_id
    RETURNING deliveries.webhook_id, deliveries.due_at),
  woken AS (
    UPDATE webhook_queues AS queue
       SET next_due_at = greatest(least(queue.next_due_at, first.due_at), queue.blocked_until, queue.rate_resumes_at)
      FROM (SELECT webhook_id, min(due_at) AS due_at FROM due GROUP BY webhook_id) AS first
     WHERE queue.webhook_id = first.webhook_id),
  noted AS (
    INSERT INTO order_gaps (webhook_id, conversation_id, workspace_id, pass_at)
    SELECT webhook_id, conversation_id, workspace_id, clock_timestamp() + interval '${GAP_MINUTES} minutes'
      FROM head WHERE NOT (is_next OR passes_gap)
    ON CONFLICT DO NOTHING),
  closed AS (
    DELETE FROM order_gaps AS gap USING given
     WHERE gap.webhook_id = given.webhook_id AND gap.conversation_id = given.conversation_id
       AND NOT EXISTS (SELECT FROM head WHERE head.webhook_id = gap.webhook_id
                          AND head.conversation_id = gap.conversation_id AND NOT (is_next OR passes_gap)))
  SELECT webhook_id, workspace_id, conversation_id, event_id, is_next FROM head WHERE is_next OR passes_gap`;

interface AdvancedRow {
  webhook_id: string;
  workspace_id: string;
  conversation_id: string;
  event_id: string;
  is_next: boolean;
}

/**
 * Makes the first unfinished delivery of each conversation due. The transaction must have locked the queues of the webhooks with
 * `enqueue` before it changed deliveries.
 */
export async function advance(tx: Transaction, conversations: readonly OrderedConversation[]): Promise<void> {
  if (conversations.length > 0) await advanceGiven(tx, conversations.map(waitForGaps));
}

const waitForGaps = ({ webhookId, workspaceId, conversationId }: OrderedConversation): GivenConversation => ({
  webhookId,
  workspaceId,
  conversationId,
  passesGap: false,
  passesDeleted: false,
});

async function advanceGiven(
  tx: Transaction,
  conversations: readonly GivenConversation[],
): Promise<AdvancedRow[]> {
  return tx.query<AdvancedRow>(ADVANCE, [
    ...arraysOf(CONVERSATION_COLUMNS, conversations),
    oldestEventOf(conversations),
    await newestEventOf(tx, conversations),
  ]);
}

/** An upper bound of the ids of what waits in the queues, which are locked, and of the events before. */
async function newestEventOf(
  tx: Transaction,
  conversations: readonly OrderedConversation[],
): Promise<string> {
  const [newest] = await tx.query<{ id: string }>(
    `SELECT newest_event_id AS id FROM webhook_queues WHERE webhook_id = ANY($1::uuid[]) ORDER BY newest_event_id DESC LIMIT 1`,
    [conversations.map(({ webhookId }) => webhookId)],
  );
  const milliseconds = millisecondsOf(newest?.id ?? '');
  return milliseconds === 0 ? HIGHEST_ID : uuidLowerBound(milliseconds + ID_CLOCK_SLACK_MS);
}

/** A lower bound of the ids of all events of the conversations. */
function oldestEventOf(conversations: readonly OrderedConversation[]): string {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { conversationId } of conversations) oldest = Math.min(oldest, millisecondsOf(conversationId));
  return uuidLowerBound(oldest - ID_CLOCK_SLACK_MS);
}

/** The time in a UUIDv7, in Unix milliseconds; 0 for another UUID. */
function millisecondsOf(id: string): number {
  return isUuid(id) && id.charAt(14) === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : 0;
}

/** SQL of ordered deliveries that runs periodically, for all workspaces. */
export class DeliveryOrderStore {
  constructor(private readonly database: Database) {}

  /**
   * Checks conversations that wait for a missing event: first those whose time is over, then others at random, so that the many gaps of one
   * webhook do not keep those of another one from being checked. The delivery becomes due when the event was stored, or after `GAP_MINUTES`.
   *
   * @param deletedBefore retention may have deleted events of conversations whose id is lower
   * @returns the number of deliveries that were made due, and those of them with a gap before them
   */
  async checkGaps(deletedBefore: string): Promise<{ advanced: number; passed: PassedGap[] }> {
    const found = await this.database.query<{
      webhook_id: string;
      conversation_id: string;
      workspace_id: string;
      is_over: boolean;
      passes_deleted: boolean;
    }>(
      `SELECT webhook_id, conversation_id, workspace_id, pass_at <= clock_timestamp() AS is_over,
              conversation_id < $1 AND pass_at - interval '${GAP_MINUTES} minutes' + interval '${DELETED_WAIT_SECONDS} seconds' <= clock_timestamp()
                AS passes_deleted
         FROM order_gaps ORDER BY pass_at <= clock_timestamp() DESC, random() LIMIT ${MAX_GAPS}`,
      [deletedBefore],
    );
    if (found.length === 0) return { advanced: 0, passed: [] };
    const conversations = found.map((row) => ({
      webhookId: row.webhook_id,
      workspaceId: row.workspace_id,
      conversationId: row.conversation_id,
      passesGap: row.is_over,
      passesDeleted: row.passes_deleted,
    }));
    const advanced = await this.database.transaction(async (tx) => {
      await lockQueues(
        tx,
        conversations.map(({ webhookId }) => webhookId),
      );
      return advanceGiven(tx, conversations);
    });
    const passed = advanced.flatMap((row) =>
      row.is_next
        ? []
        : {
            webhookId: row.webhook_id,
            workspaceId: row.workspace_id,
            conversationId: row.conversation_id,
            eventId: row.event_id,
          },
    );
    return { advanced: advanced.length, passed };
  }

  /**
   * Makes everything due that waits for its order, of webhooks that no longer keep one.
   *
   * @param isUnordered whether a webhook is known to keep no order
   * @returns the number of deliveries
   */
  async releaseUnordered(isUnordered: (webhookId: string) => boolean): Promise<number> {
    const found = await this.database.query<{ webhook_id: string }>(
      `SELECT webhook_id FROM webhook_queues AS queue
        WHERE EXISTS (SELECT FROM deliveries WHERE webhook_id = queue.webhook_id AND due_at = 'infinity'
                         AND event_id >= queue.oldest_event_id)`,
    );
    let released = 0;
    for (const { webhook_id } of found.filter((row) => isUnordered(row.webhook_id))) {
      for (let last = RELEASED; last === RELEASED; released += last) last = await this.release(webhook_id);
    }
    return released;
  }

  private async release(webhookId: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      await lockQueues(tx, [webhookId]);
      const rows = await tx.query(
        `UPDATE deliveries SET order_seq = NULL, due_at = greatest(clock_timestamp(), queue.cursor_due_at + interval '1 microsecond')
           FROM webhook_queues AS queue
          WHERE queue.webhook_id = $1 AND deliveries.webhook_id = queue.webhook_id AND deliveries.event_id IN (
                SELECT event_id FROM deliveries AS waiting
                 WHERE waiting.webhook_id = $1 AND waiting.due_at = 'infinity' ORDER BY event_id LIMIT ${RELEASED})
        RETURNING deliveries.event_id`,
        [webhookId],
      );
      await tx.query(
        `UPDATE webhook_queues
            SET next_due_at = greatest(least(next_due_at, clock_timestamp()), blocked_until, rate_resumes_at)
          WHERE webhook_id = $1`,
        [webhookId],
      );
      return rows.length;
    });
  }
}
