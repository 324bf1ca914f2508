import type { Database } from '@flowforge/postgres/database';
import { arraysOf, type Column, givenRows } from './columns.js';
import { lockQueues, QUEUES_AT_A_TIME, wakeQueues } from './webhook-queue.store.js';

/** Deliveries of one epoch that are read at a time. */
const MAX_HELD = 10_000;

/** A delivery that an epoch holds, with the number of the attempt that it has started. */
export interface HeldDelivery {
  webhookId: string;
  eventId: string;
  attempts: number;
}

const HELD_COLUMNS: Column<HeldDelivery>[] = [
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'event_id', type: 'uuid', of: ({ eventId }) => eventId },
  { name: 'attempts', type: 'int', of: ({ attempts }) => attempts },
];

/** Makes deliveries due that are held by an epoch although nobody sends them, for all workspaces. */
export class HeldDeliveryStore {
  constructor(private readonly database: Database) {}

  /**
   * Makes deliveries due that are held by an epoch whose lease was ended: their replica died, or was paused for long.
   *
   * @returns their number
   */
  async takeOver(): Promise<number> {
    const found = await this.database.query<{ webhook_id: string }>(
      `SELECT webhook_id FROM webhook_queues AS queue CROSS JOIN LATERAL (${abandonedIn('queue')} LIMIT 1) AS abandoned
        ORDER BY webhook_id`,
    );
    let takenOver = 0;
    for (let from = 0; from < found.length; from += QUEUES_AT_A_TIME) {
      takenOver += await this.takeOverIn(
        found.slice(from, from + QUEUES_AT_A_TIME).map(({ webhook_id }) => webhook_id),
      );
    }
    return takenOver;
  }

  /** What an epoch holds, at most `MAX_HELD`. */
  async startedBy(epoch: number): Promise<HeldDelivery[]> {
    const rows = await this.database.query<{ webhook_id: string; event_id: string; attempts: number }>(
      `SELECT webhook_id, event_id, attempts FROM webhook_queues AS queue
        CROSS JOIN LATERAL (${startedIn('queue')} AND held_by = $1 LIMIT ${MAX_HELD}) AS held LIMIT ${MAX_HELD}`,
      [epoch],
    );
    return rows.map(({ webhook_id, event_id, attempts }) => ({
      webhookId: webhook_id,
      eventId: event_id,
      attempts,
    }));
  }

  /**
   * Makes deliveries due that an epoch holds without an attempt that runs. One that has ended or was started again stays unchanged.
   *
   * @returns their number
   */
  async release(epoch: number, held: readonly HeldDelivery[]): Promise<number> {
    const webhookIds = [...new Set(held.map(({ webhookId }) => webhookId))];
    return this.database.transaction(async (tx) => {
      await lockQueues(tx, webhookIds);
      const rows = await tx.query<{ webhook_id: string }>(
        `UPDATE deliveries SET held_by = NULL,
                due_at = greatest(clock_timestamp(), queue.cursor_due_at + interval '1 microsecond')
           FROM ${givenRows(HELD_COLUMNS)} JOIN webhook_queues AS queue USING (webhook_id)
          WHERE deliveries.webhook_id = given.webhook_id AND deliveries.event_id = given.event_id
            AND deliveries.attempts = given.attempts AND deliveries.held_by = $4
         RETURNING deliveries.webhook_id`,
        [...arraysOf(HELD_COLUMNS, held), epoch],
      );
      await wakeQueues(tx, rows);
      return rows.length;
    });
  }

  private async takeOverIn(webhookIds: readonly string[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      await lockQueues(tx, webhookIds);
      const rows = await tx.query<{ webhook_id: string }>(
        `UPDATE deliveries SET held_by = NULL,
                due_at = greatest(clock_timestamp(), abandoned.cursor_due_at + interval '1 microsecond')
           FROM (SELECT queue.webhook_id, queue.cursor_due_at, event_id, held_by, due_at FROM webhook_queues AS queue
                  CROSS JOIN LATERAL (${abandonedIn('queue')} OFFSET 0) AS started
                  WHERE webhook_id = ANY($1::uuid[])) AS abandoned
          WHERE deliveries.webhook_id = abandoned.webhook_id AND deliveries.event_id = abandoned.event_id
            AND deliveries.held_by = abandoned.held_by AND deliveries.due_at = abandoned.due_at
         RETURNING deliveries.webhook_id`,
        [webhookIds],
      );
      await wakeQueues(tx, rows);
      return rows.length;
    });
  }
}

/**
 * A subquery for the deliveries of a queue that are not behind its cursor. Those were started, and have no result yet. With LIMIT or OFFSET
 * it stays a subquery, which reads them in the index `deliveries_queue`: Postgres would often join by reading all deliveries.
 */
function startedIn(queue: string): string {
  return `SELECT event_id, attempts, held_by, due_at FROM deliveries
    WHERE webhook_id = ${queue}.webhook_id AND event_id >= ${queue}.oldest_event_id AND due_at <= ${queue}.cursor_due_at`;
}

/** The same for those that are held by an epoch without a lease. */
function abandonedIn(queue: string): string {
  return `${startedIn(queue)} AND held_by IS NOT NULL AND NOT EXISTS (SELECT FROM replicas WHERE epoch = held_by)`;
}
