import { type PreparedStatement, prepared } from '@flowforge/postgres/prepared-statement';
import { type Column, givenRows } from './columns.js';
import { DELIVERY_COLUMNS, EVENT_COLUMNS, type EventRow, TRACED_EVENT_COLUMNS } from './delivery-rows.js';
import { INSERT_ATTEMPTS, INSERT_FIRST_ATTEMPTS } from './ended-attempts.store.js';

/**
 * How a batch of new events is stored. `new`: none is stored yet, else Postgres refuses the batch. `possiblyStored`: what is stored already
 * stays as it is. That costs more, because Postgres looks for such rows first (docs/performance.md).
 */
export type InsertMode = 'new' | 'possiblyStored';

/**
 * The payloads of all events are one binary parameter, which the driver sends unchanged. Returns the revision of the routing, and, if some
 * events were stored before, the ids of the others. Stores nothing if the routing is newer than `plannedWith`, the last parameter.
 */
function insertEventsSql(
  mode: InsertMode,
  columns: readonly Column<EventRow>[],
  more: '' | ', traceparent',
): PreparedStatement {
  const insert = `
    INSERT INTO events (event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, form_id,
                        committed_at, routed, payload${more})
    SELECT event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, form_id, committed_at, routed,
           substring($${columns.length + 1}::bytea FROM payload_at FOR payload_length)${more}
      FROM ${givenRows(columns)}
     WHERE (SELECT revision FROM routing_head) <= $${columns.length + 2}::bigint`;
  if (mode === 'new')
    return prepared(`WITH written AS (${insert}) SELECT revision::text, NULL AS added FROM routing_head`);
  return prepared(`
  WITH written AS (${insert}
    ON CONFLICT DO NOTHING RETURNING event_id)
  SELECT revision::text,
         CASE WHEN (SELECT count(*) FROM written) < cardinality($1::uuid[]) THEN ARRAY(SELECT event_id FROM written) END AS added
    FROM routing_head`);
}
/** By mode: events that are not traced. */
export const INSERT_EVENTS = {
  new: insertEventsSql('new', EVENT_COLUMNS, ''),
  possiblyStored: insertEventsSql('possiblyStored', EVENT_COLUMNS, ''),
};

/** By mode: a batch in which an event is traced. */
export const INSERT_TRACED_EVENTS = {
  new: insertEventsSql('new', TRACED_EVENT_COLUMNS, ', traceparent'),
  possiblyStored: insertEventsSql('possiblyStored', TRACED_EVENT_COLUMNS, ', traceparent'),
};

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

const insertDeliveriesSql = (onConflict: '' | 'ON CONFLICT DO NOTHING', insertAttempts: string): string => `
  WITH given AS (SELECT * FROM ${givenRows(DELIVERY_COLUMNS)}),
  written AS (
    INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                            order_seq, attempts, retries, internal_errors, due_at, held_by, body_hash, last_outcome, failure_reason, finished_at)
    SELECT event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status, order_seq, attempts,
           retries, (outcome IS NOT DISTINCT FROM 'internal_error')::int, ${DUE_AT}, held_by, decode(body_hash, 'hex'), outcome, failure_reason,
           CASE WHEN status <> 'pending' THEN clock_timestamp() END
      FROM given ${onConflict})
  ${insertAttempts}`;

/** By mode: deliveries with their first attempts. */
export const INSERT_DELIVERIES = {
  new: prepared(insertDeliveriesSql('', INSERT_FIRST_ATTEMPTS)),
  possiblyStored: prepared(insertDeliveriesSql('ON CONFLICT DO NOTHING', INSERT_ATTEMPTS)),
};
