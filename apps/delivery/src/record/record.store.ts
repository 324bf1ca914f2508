import type { DomainEvent } from '@flowforge/contracts/events/event';
import { toMicros } from '@flowforge/contracts/time';
import type { Database, Transaction } from '@flowforge/postgres/database';
import type { Delivery } from '../delivery/delivery.js';
import { lockRoutingShared } from '../routing/routing.store.js';
import { arraysOf, type Column, givenRows } from './columns.js';
import { type NewEventRecord, type DeliveryState, DUE_NOW, type LeasedRecord } from './record.js';

/** An event, and the position of its payload in the concatenated payloads of the batch, in bytes from 1. */
interface EventRow {
  event: DomainEvent;
  payloadAt: number;
  payloadLength: number;
}

interface DeliveryRow {
  delivery: Delivery;
  state: DeliveryState;
}

const EVENT_COLUMNS: Column<EventRow>[] = [
  { name: 'event_id', type: 'uuid', of: ({ event }) => event.id },
  { name: 'workspace_id', type: 'uuid', of: ({ event }) => event.workspace_id },
  { name: 'type', type: 'text', of: ({ event }) => event.type },
  { name: 'conversation_id', type: 'uuid', of: ({ event }) => event.conversation_id },
  { name: 'conversation_seq', type: 'int', of: ({ event }) => event.conversation_seq },
  { name: 'assistant_id', type: 'uuid', of: ({ event }) => event.source.assistant_id },
  { name: 'form_id', type: 'uuid', of: ({ event }) => event.source.form_id },
  { name: 'committed_at', type: 'bigint', of: ({ event }) => toMicros(event.committed_at) },
  { name: 'payload_at', type: 'int', of: ({ payloadAt }) => payloadAt },
  { name: 'payload_length', type: 'int', of: ({ payloadLength }) => payloadLength },
];

/** The state of a delivery and its last attempt. */
const STATE_COLUMNS: Column<{ state: DeliveryState }>[] = [
  { name: 'status', type: 'text', of: ({ state }) => state.status },
  { name: 'attempts', type: 'int', of: ({ state }) => state.attempts },
  { name: 'retries', type: 'int', of: ({ state }) => state.retries },
  { name: 'due_in_ms', type: 'int', of: ({ state }) => state.dueInMs },
  { name: 'body_hash', type: 'text', of: ({ state }) => state.bodyHash },
  { name: 'outcome', type: 'text', of: ({ state }) => state.attempt?.outcome ?? null },
  { name: 'status_code', type: 'int', of: ({ state }) => state.attempt?.statusCode ?? null },
  {
    name: 'started_at',
    type: 'timestamptz',
    of: ({ state }) => state.attempt?.startedAt.toISOString() ?? null,
  },
  { name: 'duration_ms', type: 'int', of: ({ state }) => state.attempt?.durationMs ?? null },
  { name: 'detail', type: 'text', of: ({ state }) => state.attempt?.detail ?? null },
  { name: 'excerpt', type: 'text', of: ({ state }) => state.attempt?.excerpt?.toString('hex') ?? null },
];

const DELIVERY_COLUMNS: Column<DeliveryRow>[] = [
  { name: 'event_id', type: 'uuid', of: ({ delivery }) => delivery.eventId },
  { name: 'webhook_id', type: 'uuid', of: ({ delivery }) => delivery.webhookId },
  { name: 'id', type: 'uuid', of: ({ delivery }) => delivery.id },
  { name: 'workspace_id', type: 'uuid', of: ({ delivery }) => delivery.workspaceId },
  { name: 'conversation_id', type: 'uuid', of: ({ delivery }) => delivery.conversationId },
  { name: 'event_type', type: 'text', of: ({ delivery }) => delivery.eventType },
  { name: 'payload_version', type: 'text', of: ({ delivery }) => delivery.payloadVersion },
  { name: 'lease_id', type: 'uuid', of: ({ state }) => state.leaseId },
  ...STATE_COLUMNS,
];

const LEASED_COLUMNS: Column<LeasedRecord>[] = [
  { name: 'event_id', type: 'uuid', of: ({ eventId }) => eventId },
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'workspace_id', type: 'uuid', of: ({ workspaceId }) => workspaceId },
  { name: 'held_lease_id', type: 'uuid', of: ({ leaseId }) => leaseId },
  ...STATE_COLUMNS,
];

/** The payloads of all events are one binary parameter, which the driver sends unchanged. Returns the revision of the routing. */
const INSERT_EVENTS = `
  WITH written AS (
    INSERT INTO events (event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, form_id,
                        committed_at, payload)
    SELECT event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, form_id, committed_at,
           substring($${EVENT_COLUMNS.length + 1}::bytea FROM payload_at FOR payload_length)
      FROM ${givenRows(EVENT_COLUMNS)}
    ON CONFLICT DO NOTHING)
  SELECT revision FROM routing_head`;

const INSERT_ATTEMPTS = `
  INSERT INTO attempts (event_id, webhook_id, attempt, workspace_id, started_at, duration_ms, outcome, status_code, detail,
                        response_excerpt)
  SELECT event_id, webhook_id, attempts, workspace_id, started_at, duration_ms, outcome, status_code, detail,
         decode(excerpt, 'hex')
    FROM made WHERE outcome IS NOT NULL
  ON CONFLICT DO NOTHING`;

const INSERT_DELIVERIES = `
  WITH made AS (SELECT * FROM ${givenRows(DELIVERY_COLUMNS)}),
  written AS (
    INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                            attempts, retries, due_at, lease_id, body_hash, last_outcome, finished_at)
    SELECT event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status, attempts,
           retries, clock_timestamp() + due_in_ms * interval '1 millisecond', lease_id, decode(body_hash, 'hex'), outcome,
           CASE WHEN due_in_ms IS NULL THEN clock_timestamp() END
      FROM made
    ON CONFLICT DO NOTHING)
  ${INSERT_ATTEMPTS}`;

/** A row whose lease was lost is not changed, and its attempt is not stored. */
const UPDATE_LEASED = `
  WITH ended AS (SELECT * FROM ${givenRows(LEASED_COLUMNS)}),
  made AS (
    UPDATE deliveries
       SET status = ended.status, attempts = ended.attempts, retries = ended.retries, lease_id = NULL,
           due_at = clock_timestamp() + ended.due_in_ms * interval '1 millisecond',
           body_hash = coalesce(deliveries.body_hash, decode(ended.body_hash, 'hex')),
           last_outcome = coalesce(ended.outcome, deliveries.last_outcome),
           finished_at = CASE WHEN ended.due_in_ms IS NULL THEN clock_timestamp() END
      FROM ended
     WHERE deliveries.event_id = ended.event_id AND deliveries.webhook_id = ended.webhook_id
       AND deliveries.lease_id = ended.held_lease_id
    RETURNING ended.*)
  ${INSERT_ATTEMPTS}`;

/** All SQL that stores events, deliveries and attempts, in batches: a few statements for hundreds of rows. */
export class RecordStore {
  constructor(private readonly database: Database) {}

  /**
   * Stores new events, their deliveries and first attempts in one transaction. Rows that exist already stay unchanged.
   *
   * @returns the current revision of the routing projection; events that were planned with an older one must be planned again
   */
  async writeNewEvents(records: readonly NewEventRecord[]): Promise<number> {
    const deliveries = records.flatMap((record) => record.deliveries);
    return this.database.transaction(async (tx) => {
      await lockRoutingShared(tx);
      const revision = await insertEvents(tx, records);
      await insertDeliveries(tx, deliveries);
      return revision;
    });
  }

  /** Stores the new states of leased deliveries, and their attempts. */
  async writeLeased(records: readonly LeasedRecord[]): Promise<void> {
    await this.database.query(UPDATE_LEASED, arraysOf(LEASED_COLUMNS, records));
  }

  /** The ids of those events that are stored already. */
  async storedIds(eventIds: readonly string[]): Promise<Set<string>> {
    const rows: { event_id: string }[] = await this.database.query(
      'SELECT event_id FROM events WHERE event_id = ANY($1::uuid[])',
      [eventIds],
    );
    return new Set(rows.map((row) => row.event_id));
  }

  /** Adds deliveries that a newer routing asks for; they are due at once. Existing ones stay unchanged. */
  async addMissing(tx: Transaction, deliveries: readonly Delivery[]): Promise<void> {
    await insertDeliveries(
      tx,
      deliveries.map((delivery) => ({ delivery, state: DUE_NOW })),
    );
  }

  /** Like `addMissing`, in its own transaction. */
  async addMissingNow(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length > 0) await this.database.transaction((tx) => this.addMissing(tx, deliveries));
  }
}

async function insertEvents(tx: Transaction, records: readonly NewEventRecord[]): Promise<number> {
  let payloadAt = 1;
  const rows = records.map(({ event, payload }): EventRow => {
    const row = { event, payloadAt, payloadLength: payload.length };
    payloadAt += payload.length;
    return row;
  });
  const [head]: { revision: string }[] = await tx.query(INSERT_EVENTS, [
    ...arraysOf(EVENT_COLUMNS, rows),
    Buffer.concat(records.map(({ payload }) => payload)),
  ]);
  return Number(head?.revision ?? 0);
}

async function insertDeliveries(tx: Transaction, rows: readonly DeliveryRow[]): Promise<void> {
  if (rows.length > 0) await tx.query(INSERT_DELIVERIES, arraysOf(DELIVERY_COLUMNS, rows));
}
