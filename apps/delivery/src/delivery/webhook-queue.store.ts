import { HIGHEST_ID } from '@flowforge/contracts/ids';
import type { Database, Transaction } from '@flowforge/postgres/database';
import type { Excluded } from './claim.store.js';
import { arraysOf, type Column, givenRows } from './columns.js';

/** A delivery that joins the queue of its webhook. */
export interface QueuedDelivery {
  eventId: string;
  webhookId: string;
  workspaceId: string;
  /** When it is due, in milliseconds from now; null for one whose attempt runs, that waits for its order, or that has ended. */
  dueInMs: number | null;
}

/** Unfinished deliveries of a queue that are read to find the oldest one. */
const MAX_EXAMINED = 10_000;
/** When the queue was last claimed; the cursor of one that an older release has claimed is not later. */
const CLAIMED_AT = 'greatest(cursor_due_at, served_at)';
/** A claim that is further ahead of the clock than this shows that the clock of the database went back. */
const CLOCK_STEP = `interval '1 second'`;
/** Waiting deliveries of a queue that follow the clock; those due later keep their times. */
const MAX_MOVED = 50_000;
/** Queues that are taken over or repaired in one transaction. */
export const QUEUES_AT_A_TIME = 100;

const QUEUED_COLUMNS: Column<QueuedDelivery>[] = [
  { name: 'event_id', type: 'uuid', of: ({ eventId }) => eventId },
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'workspace_id', type: 'uuid', of: ({ workspaceId }) => workspaceId },
  { name: 'due_in_ms', type: 'int', of: ({ dueInMs }) => dueInMs },
];

/** SQL: a due time, or null, of a queue. A circuit that is not closed delays it, and so does a rate limit. */
function dueOf(queue: string, due: string): string {
  return `CASE WHEN ${due} IS NOT NULL THEN greatest(${due}, ${queue}.blocked_until, ${queue}.rate_resumes_at) END`;
}

/** The rows are locked in the order of their ids, so that two transactions cannot block each other. */
const ENQUEUE = `
  INSERT INTO webhook_queues AS queue (webhook_id, workspace_id, next_due_at, oldest_event_id, newest_event_id)
  SELECT webhook_id, (array_agg(workspace_id))[1], clock_timestamp() + min(due_in_ms) * interval '1 millisecond',
         (array_agg(event_id ORDER BY event_id))[1], (array_agg(event_id ORDER BY event_id DESC))[1]
    FROM ${givenRows(QUEUED_COLUMNS)} GROUP BY webhook_id ORDER BY webhook_id
  ON CONFLICT (webhook_id) DO UPDATE
     SET next_due_at = ${dueOf('queue', 'least(queue.next_due_at, excluded.next_due_at)')},
         oldest_event_id = least(queue.oldest_event_id, excluded.oldest_event_id),
         newest_event_id = greatest(queue.newest_event_id, excluded.newest_event_id)`;

/**
 * Locks the queues of deliveries that are about to be stored, until the transaction ends, and records when they are due. Call it
 * before the deliveries are written: it fixes their positions behind the cursors of their queues.
 */
export async function enqueue(tx: Transaction, deliveries: readonly QueuedDelivery[]): Promise<void> {
  await tx.query(ENQUEUE, arraysOf(QUEUED_COLUMNS, deliveries));
}

/**
 * Audits the webhooks' queues, for all workspaces. The changes of a delivery: `delivery.store.ts` stores it, and makes it due again;
 * `ended-attempts.store.ts` ends it; `claim.store.ts` starts its attempts; `held-delivery.store.ts` makes it due when nobody sends it;
 * `delivery-order.store.ts` makes it due in its order; `backlog.store.ts` skips it. `CircuitStore` changes the circuit in the row of the
 * queue.
 */
export class WebhookQueueStore {
  constructor(private readonly database: Database) {}

  /**
   * Seconds since the oldest due queue became due, or since it was last served; 0 when none is due.
   *
   * @param excluded what nothing may be sent to now: these queues are late because of their endpoints or workspaces
   */
  async oldestDueAgeSeconds(excluded: Excluded): Promise<number> {
    const [row] = await this.database.query<{ age: string | null }>(
      `SELECT extract(epoch FROM clock_timestamp() - min(greatest(next_due_at, served_at))) AS age FROM webhook_queues
        WHERE next_due_at IS NOT NULL AND webhook_id <> ALL($1::uuid[]) AND workspace_id <> ALL($2::uuid[])`,
      [excluded.webhookIds, excluded.workspaceIds],
    );
    return Math.max(0, Number(row?.age ?? 0));
  }

  /**
   * Makes queues due whose first waiting delivery is due earlier than the queue. There is none, unless a rule of this file was
   * broken or the data was changed by hand. They are locked in the order of their ids, and examined again under the lock.
   *
   * @returns their number
   */
  async repairMissedWakeUps(): Promise<number> {
    const found = await this.database.query<{ webhook_id: string }>(
      `SELECT webhook_id FROM (${missedIn('true')}) AS missed ORDER BY webhook_id`,
    );
    let repaired = 0;
    for (let from = 0; from < found.length; from += QUEUES_AT_A_TIME) {
      const webhookIds = found.slice(from, from + QUEUES_AT_A_TIME).map(({ webhook_id }) => webhook_id);
      repaired += await this.database.transaction(async (tx) => {
        await lockQueues(tx, webhookIds);
        const rows = await tx.query(
          `UPDATE webhook_queues AS queue SET next_due_at = clock_timestamp()
             FROM (${missedIn('seen.webhook_id = ANY($1::uuid[])')}) AS missed
            WHERE queue.webhook_id = missed.webhook_id RETURNING queue.webhook_id`,
          [webhookIds],
        );
        return rows.length;
      });
    }
    return repaired;
  }

  /**
   * Finds for queues with an old `oldest_event_id` the oldest event of what is unfinished, so that claims leave older partitions out. A
   * queue with very many unfinished deliveries is left as it is: its row would be locked for too long.
   *
   * @param before only queues whose oldest event is older than this id are looked at
   */
  async raiseOldestEvents(before: string): Promise<void> {
    const found = await this.database.query<{ webhook_id: string }>(
      'SELECT webhook_id FROM webhook_queues WHERE oldest_event_id < $1 ORDER BY webhook_id',
      [before],
    );
    for (const { webhook_id } of found) {
      await this.database.transaction(async (tx) => {
        await tx.query('SELECT FROM webhook_queues WHERE webhook_id = $1 FOR UPDATE', [webhook_id]);
        const [unfinished] = await tx.query<{ oldest: string | null; count: number }>(
          `SELECT (array_agg(event_id ORDER BY event_id))[1] AS oldest, count(*)::int AS count FROM (
             SELECT event_id FROM deliveries WHERE webhook_id = $1 AND due_at IS NOT NULL LIMIT ${MAX_EXAMINED + 1}) AS unfinished`,
          [webhook_id],
        );
        if (!unfinished || unfinished.count > MAX_EXAMINED) return;
        await tx.query('UPDATE webhook_queues SET oldest_event_id = $2 WHERE webhook_id = $1', [
          webhook_id,
          unfinished.oldest ?? HIGHEST_ID,
        ]);
      });
    }
  }

  /**
   * Moves queues back that were last claimed in the future: the clock of the database went back, for example because another server took
   * over. Nothing behind the cursor of such a queue is due until the clock has come as far again. The cursor, the waiting deliveries, and
   * the times of circuit and rate limit move by the same time, so the order stays. What runs goes before every cursor.
   *
   * @returns the number of queues
   */
  async followClockBack(): Promise<number> {
    const found = await this.database.query<{ webhook_id: string }>(
      `SELECT webhook_id FROM webhook_queues WHERE ${CLAIMED_AT} > clock_timestamp() + ${CLOCK_STEP} ORDER BY webhook_id`,
    );
    for (const { webhook_id } of found) await this.database.transaction((tx) => moveBack(tx, webhook_id));
    return found.length;
  }

  /**
   * Deletes the queues of deleted webhooks that have no unfinished delivery, with their circuits.
   *
   * @returns their number
   */
  async deleteOfDeletedWebhooks(): Promise<number> {
    const found = await this.database.query<{ webhook_id: string }>(
      `SELECT webhook_id FROM webhook_queues AS queue
        WHERE EXISTS (SELECT FROM webhook_revisions WHERE webhook_id = queue.webhook_id AND deleted) ORDER BY webhook_id`,
    );
    let deleted = 0;
    for (const { webhook_id } of found) {
      // Locked first: the next statement then sees a delivery that was enqueued before.
      const rows = await this.database.transaction(async (tx) => {
        await tx.query('SELECT FROM webhook_queues WHERE webhook_id = $1 FOR UPDATE', [webhook_id]);
        return tx.query(
          `DELETE FROM webhook_queues WHERE webhook_id = $1
              AND NOT EXISTS (SELECT FROM deliveries WHERE webhook_id = $1 AND due_at IS NOT NULL) RETURNING webhook_id`,
          [webhook_id],
        );
      });
      deleted += rows.length;
    }
    return deleted;
  }
}

/** Locks queues until the transaction ends, in the order of their ids. */
export async function lockQueues(tx: Transaction, webhookIds: readonly string[]): Promise<void> {
  await tx.query(
    'SELECT FROM webhook_queues WHERE webhook_id = ANY($1::uuid[]) ORDER BY webhook_id FOR UPDATE',
    [webhookIds],
  );
}

/** Makes queues due that have a delivery which is due now. They must be locked. */
export async function wakeQueues(tx: Transaction, rows: readonly { webhook_id: string }[]): Promise<void> {
  await tx.query(
    `UPDATE webhook_queues AS queue SET next_due_at = ${dueOf('queue', 'least(queue.next_due_at, clock_timestamp())')}
      WHERE webhook_id = ANY($1::uuid[])`,
    [rows.map(({ webhook_id }) => webhook_id)],
  );
}

/** A subquery for the queues that are due too late, of those that `condition` allows. */
function missedIn(condition: string): string {
  return `SELECT webhook_id FROM webhook_queues AS seen CROSS JOIN LATERAL (
            SELECT due_at FROM deliveries
             WHERE webhook_id = seen.webhook_id AND event_id >= seen.oldest_event_id AND due_at < 'infinity'
               AND (due_at, event_id) > (seen.cursor_due_at, seen.cursor_event_id)
             ORDER BY due_at, event_id LIMIT 1) AS first
           WHERE ${condition}
             AND (seen.blocked_until IS NULL OR seen.blocked_until <= clock_timestamp())
             AND (seen.rate_resumes_at IS NULL OR seen.rate_resumes_at <= clock_timestamp())
             AND (seen.next_due_at IS NULL OR seen.next_due_at > greatest(first.due_at, clock_timestamp()))`;
}

async function moveBack(tx: Transaction, webhookId: string): Promise<void> {
  const [queue] = await tx.query<{ ahead_us: string }>(
    `SELECT (extract(epoch FROM ${CLAIMED_AT} - clock_timestamp()) * 1000000)::bigint AS ahead_us FROM webhook_queues
      WHERE webhook_id = $1 AND ${CLAIMED_AT} > clock_timestamp() + ${CLOCK_STEP} FOR UPDATE`,
    [webhookId],
  );
  if (!queue) return;
  await tx.query(
    `UPDATE deliveries SET due_at = '-infinity' FROM webhook_queues AS queue
      WHERE queue.webhook_id = $1 AND deliveries.webhook_id = $1 AND event_id >= queue.oldest_event_id
        AND due_at <= queue.cursor_due_at AND held_by IS NOT NULL`,
    [webhookId],
  );
  const ahead = `$2 * interval '1 microsecond'`;
  await tx.query(
    `UPDATE deliveries SET due_at = deliveries.due_at - ${ahead}
       FROM (SELECT event_id FROM webhook_queues AS queue JOIN deliveries USING (webhook_id)
              WHERE webhook_id = $1 AND event_id >= queue.oldest_event_id AND due_at < 'infinity'
                AND (due_at, event_id) > (queue.cursor_due_at, queue.cursor_event_id)
              ORDER BY due_at, event_id LIMIT ${MAX_MOVED}) AS waiting
      WHERE deliveries.webhook_id = $1 AND deliveries.event_id = waiting.event_id`,
    [webhookId, queue.ahead_us],
  );
  await tx.query(
    `UPDATE webhook_queues
        SET cursor_due_at = cursor_due_at - ${ahead}, served_at = served_at - ${ahead}, blocked_until = blocked_until - ${ahead},
            rate_resumes_at = rate_resumes_at - ${ahead},
            next_due_at = CASE WHEN next_due_at IS NOT NULL
                               THEN greatest(clock_timestamp(), blocked_until - ${ahead}, rate_resumes_at - ${ahead}) END
      WHERE webhook_id = $1`,
    [webhookId, queue.ahead_us],
  );
}
