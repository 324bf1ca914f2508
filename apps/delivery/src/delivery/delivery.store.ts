import type { Database, Transaction } from '@flowforge/postgres/database';
import { lockLease } from '../replica/replica.store.js';
import { lockRoutingShared } from '../routing/routing.store.js';
import { arraysOf, type Column, givenRows } from './columns.js';
import type { Delivery } from './delivery.js';
import { advance, type OrderedConversation } from './delivery-order.store.js';
import {
  DELIVERY_COLUMNS,
  type DeliveryRow,
  ENDED_COLUMNS,
  EVENT_COLUMNS,
  type EventRow,
  TRACED_EVENT_COLUMNS,
} from './delivery-rows.js';
import { DUE_NOW, type EndedAttempt, type NewEventRecord } from './delivery-state.js';
import { enqueue } from './webhook-queue.store.js';

/** The lowest and the highest event of a batch of results. As parameters they let the planner leave out other partitions. */
const FIRST_ENDED = `$${ENDED_COLUMNS.length + 1}::uuid`;
const LAST_ENDED = `$${ENDED_COLUMNS.length + 2}::uuid`;

/**
 * The payloads of all events are one binary parameter, which the driver sends unchanged. Returns the revision of the routing, and, if some
 * events were stored before, the ids of the others. Stores nothing if the routing is newer than `plannedWith`, the last parameter.
 */
const insertEventsSql = (columns: readonly Column<EventRow>[], added: '' | ', traceparent'): string => `
  WITH written AS (
    INSERT INTO events (event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, form_id,
                        committed_at, routed, payload${added})
    SELECT event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, form_id, committed_at, routed,
           substring($${columns.length + 1}::bytea FROM payload_at FOR payload_length)${added}
      FROM ${givenRows(columns)}
     WHERE (SELECT revision FROM routing_head) <= $${columns.length + 2}::bigint
    ON CONFLICT DO NOTHING RETURNING event_id)
  SELECT revision,
         CASE WHEN (SELECT count(*) FROM written) < cardinality($1::uuid[]) THEN ARRAY(SELECT event_id FROM written) END AS added
    FROM routing_head`;
const INSERT_EVENTS = insertEventsSql(EVENT_COLUMNS, '');
const INSERT_TRACED_EVENTS = insertEventsSql(TRACED_EVENT_COLUMNS, ', traceparent');

const INSERT_ATTEMPTS = `
  INSERT INTO attempts (event_id, webhook_id, attempt, workspace_id, started_at, duration_ms, outcome, status_code, detail,
                        response_excerpt, response_headers, phases_ms)
  SELECT event_id, webhook_id, attempts, workspace_id, started_at, duration_ms, outcome, status_code, detail,
         decode(excerpt, 'hex'), headers::json, phases::int[]
    FROM given WHERE outcome IS NOT NULL
  ON CONFLICT DO NOTHING`;

/**
 * The position of a waiting delivery is behind the cursor of its queue, whose row is locked: a claim of the queue comes either before
 * this transaction, and its cursor is read here, or after it. A started delivery is before every cursor. One that waits for its order is
 * behind everything: `advance` makes it due.
 */
const DUE_AT = `
  CASE WHEN given.held_by IS NOT NULL THEN '-infinity'
       WHEN given.order_seq IS NOT NULL AND given.due_in_ms IS NOT NULL THEN 'infinity'
       WHEN given.due_in_ms IS NOT NULL THEN greatest(
         clock_timestamp() + given.due_in_ms * interval '1 millisecond',
         (SELECT cursor_due_at + interval '1 microsecond' FROM webhook_queues WHERE webhook_id = given.webhook_id)) END`;

const INSERT_DELIVERIES = `
  WITH given AS (SELECT * FROM ${givenRows(DELIVERY_COLUMNS)}),
  written AS (
    INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                            order_seq, attempts, retries, internal_errors, due_at, held_by, body_hash, last_outcome, failure_reason, finished_at)
    SELECT event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status, order_seq, attempts,
           retries, (outcome IS NOT DISTINCT FROM 'internal_error')::int, ${DUE_AT}, held_by, decode(body_hash, 'hex'), outcome, failure_reason,
           CASE WHEN status <> 'pending' THEN clock_timestamp() END
      FROM given
    ON CONFLICT DO NOTHING)
  ${INSERT_ATTEMPTS}`;

/**
 * The result counts if the delivery is still held by the epoch that started this attempt. A success counts in any case, as long as
 * the delivery has not ended: it ends the delivery, also when a retry waits. The attempt is stored in any case. Returns the deliveries whose
 * result did not count.
 */
const END_ATTEMPTS = `
  WITH given AS (SELECT * FROM ${givenRows(ENDED_COLUMNS)}),
  written AS (
    UPDATE deliveries
       SET status = given.status, failure_reason = given.failure_reason, attempts = CASE WHEN given.outcome IS NULL THEN given.attempts
                           ELSE greatest(given.attempts, deliveries.attempts) END,
           retries = given.retries, held_by = NULL,
           internal_errors = deliveries.internal_errors + (given.outcome IS NOT DISTINCT FROM 'internal_error')::int,
           due_at = CASE WHEN given.due_in_ms IS NOT NULL THEN greatest(
                      clock_timestamp() + given.due_in_ms * interval '1 millisecond',
                      (SELECT cursor_due_at + interval '1 microsecond' FROM webhook_queues
                        WHERE webhook_id = given.webhook_id)) END,
           body_hash = coalesce(deliveries.body_hash, decode(given.body_hash, 'hex')),
           last_outcome = coalesce(given.outcome, deliveries.last_outcome),
           finished_at = CASE WHEN given.status <> 'pending' THEN clock_timestamp() END
      FROM given
     WHERE deliveries.event_id = given.event_id AND deliveries.webhook_id = given.webhook_id
       AND deliveries.event_id BETWEEN ${FIRST_ENDED} AND ${LAST_ENDED} AND deliveries.due_at IS NOT NULL
       AND (given.status = 'delivered'
            OR (deliveries.held_by = given.held_by AND deliveries.attempts = given.started_attempt))
    RETURNING given.event_id, given.webhook_id, given.started_attempt),
  attempted AS (${INSERT_ATTEMPTS})
  SELECT event_id, webhook_id, started_attempt FROM given
   WHERE (event_id, webhook_id, started_attempt) NOT IN (SELECT event_id, webhook_id, started_attempt FROM written)`;

const UNUSED_RATE_COLUMNS: Column<{ webhookId: string; unusedUs: number }>[] = [
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'unused_us', type: 'bigint', of: ({ unusedUs }) => unusedUs },
];

/** Gives queues the time back that attempts took of their rate limits without sending anything. The rows of the queues must be locked. */
const GIVE_BACK_RATE = `
  UPDATE webhook_queues AS queue
     SET rate_resumes_at = rate_resumes_at - unused.time,
         next_due_at = CASE WHEN next_due_at <= rate_resumes_at THEN greatest(rate_resumes_at - unused.time, blocked_until)
                            ELSE next_due_at END
    FROM (SELECT webhook_id, sum(unused_us) * interval '1 microsecond' AS time
            FROM ${givenRows(UNUSED_RATE_COLUMNS)} GROUP BY webhook_id) AS unused
   WHERE queue.webhook_id = unused.webhook_id`;

/** Stores events, deliveries and attempts in batches: a few statements for hundreds of rows. */
export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /**
   * Stores new events, their deliveries and first attempts in one transaction. Rows that exist already stay unchanged.
   *
   * Stores nothing if one of them was planned with an older routing than the current one. Such an event could have a further delivery. If it
   * were stored without it, a later event of its conversation could be sent first.
   *
   * @returns those that were not stored before; null when nothing was stored: plan them again
   */
  async writeNewEvents(records: readonly NewEventRecord[]): Promise<readonly NewEventRecord[] | null> {
    return this.database.transaction((tx) => insertPlanned(tx, records));
  }

  /**
   * Stores new events like `writeNewEvents`, but plans them in the transaction, where no routing change can be applied until its end.
   *
   * @param plan plans with the newest routing that is committed when it is called
   * @returns those that were not stored before
   */
  async planAndWriteNewEvents(
    plan: () => Promise<readonly NewEventRecord[]>,
  ): Promise<readonly NewEventRecord[]> {
    return this.database.transaction(async (tx) => {
      await lockRoutingShared(tx);
      const added = await insertPlanned(tx, await plan());
      if (added === null) throw new Error('new events were not planned with the newest routing');
      return added;
    });
  }

  /**
   * Stores the results of started deliveries, and their attempts.
   *
   * @returns those whose result did not count, because another replica has taken the delivery over, or it has ended
   */
  async writeEnded(ended: readonly EndedAttempt[]): Promise<EndedAttempt[]> {
    const queued = ended.flatMap(({ state: { dueInMs }, ...key }) =>
      dueInMs === null && key.orderedConversation === null ? [] : [{ ...key, dueInMs }],
    );
    const eventIds = ended.map(({ eventId }) => eventId).sort();
    const parameters = [...arraysOf(ENDED_COLUMNS, ended), eventIds[0] ?? null, eventIds.at(-1) ?? null];
    if (queued.length === 0) {
      return ignoredOf(ended, await this.database.query<IgnoredRow>(END_ATTEMPTS, parameters));
    }
    const unused = queued.flatMap(({ webhookId, unusedRateUs }) =>
      unusedRateUs === null ? [] : [{ webhookId, unusedUs: unusedRateUs }],
    );
    return this.database.transaction(async (tx) => {
      await enqueue(tx, queued);
      const ignored = await tx.query<IgnoredRow>(END_ATTEMPTS, parameters);
      if (unused.length > 0) await tx.query(GIVE_BACK_RATE, arraysOf(UNUSED_RATE_COLUMNS, unused));
      await advance(tx, ended.flatMap(advancedBy));
      return ignoredOf(ended, ignored);
    });
  }

  /** The ids of those events that are stored already. */
  async storedIds(eventIds: readonly string[]): Promise<Set<string>> {
    const rows: { event_id: string }[] = await this.database.query(
      'SELECT event_id FROM events WHERE event_id = ANY($1::uuid[])',
      [eventIds],
    );
    return new Set(rows.map((row) => row.event_id));
  }

  /**
   * Adds deliveries that a newer routing asks for; they are due at once. Existing ones stay unchanged.
   *
   * @returns the number of those that were missing
   */
  async addMissing(tx: Transaction, deliveries: readonly Delivery[]): Promise<number> {
    if (deliveries.length === 0) return 0;
    const existing = await tx.query<{ id: string }>(
      'SELECT id FROM deliveries WHERE event_id = ANY($1::uuid[]) AND id = ANY($2::uuid[])',
      [[...new Set(deliveries.map(({ eventId }) => eventId))], deliveries.map(({ id }) => id)],
    );
    const known = new Set(existing.map(({ id }) => id));
    const missing = deliveries.filter(({ id }) => !known.has(id));
    await insertDeliveries(
      tx,
      missing.map((delivery) => ({ delivery, state: DUE_NOW })),
    );
    return missing.length;
  }

  /** Like `addMissing`, in its own transaction. */
  async addMissingNow(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length > 0) await this.database.transaction((tx) => this.addMissing(tx, deliveries));
  }
}

interface IgnoredRow {
  event_id: string;
  webhook_id: string;
  started_attempt: number;
}

function ignoredOf(ended: readonly EndedAttempt[], rows: readonly IgnoredRow[]): EndedAttempt[] {
  const keys = new Set(rows.map((row) => `${row.event_id}/${row.webhook_id}/${row.started_attempt}`));
  if (keys.size === 0) return [];
  return ended.filter((one) => keys.has(`${one.eventId}/${one.webhookId}/${one.startedAttempt}`));
}

/** The conversation whose next delivery becomes due after the end of this one, if the webhook keeps an order. */
function advancedBy({
  state,
  webhookId,
  workspaceId,
  orderedConversation,
}: EndedAttempt): OrderedConversation[] {
  if (state.status === 'pending' || orderedConversation === null) return [];
  return [{ webhookId, workspaceId, conversationId: orderedConversation }];
}

/** Locks the routing. Returns null, and stores nothing, if it is newer than that of a plan. */
async function insertPlanned(
  tx: Transaction,
  records: readonly NewEventRecord[],
): Promise<readonly NewEventRecord[] | null> {
  const plannedWith = Math.min(...records.map((record) => record.plannedWith));
  await lockRoutingShared(tx);
  const { revision, added } = await insertEvents(tx, records, plannedWith);
  if (revision > plannedWith) return null;
  const deliveries = records.flatMap((record) => record.deliveries);
  await insertDeliveries(tx, deliveries);
  return added;
}

async function insertEvents(
  tx: Transaction,
  records: readonly NewEventRecord[],
  plannedWith: number,
): Promise<{ revision: number; added: readonly NewEventRecord[] }> {
  let payloadAt = 1;
  const rows = records.map(({ event, payload, deliveries, traceparent = null }): EventRow => {
    const row = {
      event,
      payloadAt,
      payloadLength: payload.length,
      isRouted: deliveries.length > 0,
      traceparent,
    };
    payloadAt += payload.length;
    return row;
  });
  const isTraced = rows.some(({ traceparent }) => traceparent !== null);
  const [insert, columns] = isTraced
    ? [INSERT_TRACED_EVENTS, TRACED_EVENT_COLUMNS]
    : [INSERT_EVENTS, EVENT_COLUMNS];
  const [head] = await tx.query<{ revision: string; added: string[] | null }>(insert, [
    ...arraysOf(columns, rows),
    Buffer.concat(records.map(({ payload }) => payload)),
    plannedWith,
  ]);
  const added = head?.added ?? null;
  return {
    revision: Number(head?.revision ?? 0),
    added: added === null ? records : records.filter(({ event }) => added.includes(event.id)),
  };
}

async function insertDeliveries(tx: Transaction, rows: readonly DeliveryRow[]): Promise<void> {
  if (rows.length === 0) return;
  const unfinished = rows.filter(({ state }) => state.status === 'pending');
  if (unfinished.length > 0) {
    await enqueue(
      tx,
      unfinished.map(({ delivery: { eventId, webhookId, workspaceId, orderSeq }, state }) => ({
        eventId,
        webhookId,
        workspaceId,
        dueInMs: orderSeq === null ? state.dueInMs : null,
      })),
    );
  }
  await tx.query(INSERT_DELIVERIES, arraysOf(DELIVERY_COLUMNS, await withoutLostLeases(tx, rows)));
  await advance(
    tx,
    unfinished.flatMap(({ delivery }) => (delivery.orderSeq === null ? [] : [delivery])),
  );
}

/**
 * An attempt whose replica has lost its lease in the meantime may be made by another replica, too, so its delivery waits instead.
 */
async function withoutLostLeases(
  tx: Transaction,
  rows: readonly DeliveryRow[],
): Promise<readonly DeliveryRow[]> {
  const epoch = rows.find(({ state }) => state.heldBy !== null)?.state.heldBy ?? null;
  if (epoch === null || (await lockLease(tx, epoch))) return rows;
  return rows.map((row) => (row.state.heldBy === null ? row : { delivery: row.delivery, state: DUE_NOW }));
}
