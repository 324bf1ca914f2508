import type { DomainEvent } from '@flowforge/contracts/events/event';
import { toMicros } from '@flowforge/contracts/time';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Delivery } from '../delivery/delivery.js';
import { lockRoutingShared } from '../routing/routing.store.js';
import type { ArrivalRecord, DeliveryState, LeasedRecord } from './record.js';

/** Column-wise parameters: one array per column, for `unnest`. */
function columns<Row>(rows: readonly Row[], pick: readonly ((row: Row) => unknown)[]): unknown[][] {
  return pick.map((column) => rows.map(column));
}

const INSERT_EVENTS = `
  INSERT INTO events (event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, form_id,
                      committed_at, payload)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::int[], $6::uuid[], $7::uuid[],
                       $8::bigint[], $9::bytea[])
  ON CONFLICT DO NOTHING`;

const INSERT_DELIVERIES = `
  INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                          attempts, retries, due_at, lease_id, body_hash, last_outcome, finished_at)
  SELECT event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status, attempts, retries,
         clock_timestamp() + due_in_ms * interval '1 millisecond', lease_id, body_hash, last_outcome,
         CASE WHEN due_in_ms IS NULL THEN clock_timestamp() END
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                $9::int[], $10::int[], $11::int[], $12::uuid[], $13::bytea[], $14::text[])
      AS row(event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status, attempts,
             retries, due_in_ms, lease_id, body_hash, last_outcome)
  ON CONFLICT DO NOTHING`;

const INSERT_ATTEMPTS = `
  INSERT INTO attempts (event_id, webhook_id, attempt, workspace_id, started_at, duration_ms, outcome, status_code, detail,
                        response_excerpt)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::timestamptz[], $6::int[], $7::text[],
                       $8::int[], $9::text[], $10::bytea[])
  ON CONFLICT DO NOTHING`;

/** A lease that was lost meanwhile changes nothing; the attempt is then not written either. */
const UPDATE_LEASED = `
  WITH ended AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::int[], $7::int[], $8::bytea[],
                         $9::text[])
      AS row(event_id, webhook_id, lease_id, status, attempts, retries, due_in_ms, body_hash, last_outcome))
  UPDATE deliveries
     SET status = ended.status, attempts = ended.attempts, retries = ended.retries, lease_id = NULL,
         due_at = clock_timestamp() + ended.due_in_ms * interval '1 millisecond',
         body_hash = coalesce(deliveries.body_hash, ended.body_hash),
         last_outcome = coalesce(ended.last_outcome, deliveries.last_outcome),
         finished_at = CASE WHEN ended.due_in_ms IS NULL THEN clock_timestamp() END
    FROM ended
   WHERE deliveries.event_id = ended.event_id AND deliveries.webhook_id = ended.webhook_id
     AND deliveries.lease_id = ended.lease_id
  RETURNING deliveries.event_id, deliveries.webhook_id`;

interface AttemptRow {
  workspaceId: string;
  eventId: string;
  webhookId: string;
  state: DeliveryState;
}

/** All SQL that writes down what became of events and deliveries. Batched: a handful of statements for hundreds of rows. */
export class RecordStore {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Writes new events, their deliveries and first attempts in one transaction; what exists already stays as it is.
   *
   * @returns the routing projection's revision as of the write: events planned with an older one are to be planned again
   */
  async writeArrivals(arrivals: readonly ArrivalRecord[]): Promise<number> {
    return this.inTransaction(async (runner) => {
      const revision = await lockRoutingShared(runner);
      await insertEvents(runner, arrivals);
      const rows = arrivals.flatMap((arrival) => arrival.deliveries);
      await insertDeliveries(runner, rows);
      await insertAttempts(
        runner,
        rows.map(({ delivery, state }) => ({
          workspaceId: delivery.workspaceId,
          eventId: delivery.eventId,
          webhookId: delivery.webhookId,
          state,
        })),
      );
      return revision;
    });
  }

  /** Writes the new states of leased deliveries. */
  async writeLeased(records: readonly LeasedRecord[]): Promise<void> {
    await this.inTransaction(async (runner) => {
      const updated: [{ event_id: string; webhook_id: string }[], number] = await runner.query(
        UPDATE_LEASED,
        columns(records, [
          (row) => row.eventId,
          (row) => row.webhookId,
          (row) => row.leaseId,
          (row) => row.state.status,
          (row) => row.state.attempts,
          (row) => row.state.retries,
          (row) => row.state.dueInMs,
          (row) => row.state.bodyHash,
          (row) => row.state.lastOutcome,
        ]),
      );
      const held = new Set(updated[0].map((row) => `${row.event_id}/${row.webhook_id}`));
      await insertAttempts(
        runner,
        records.filter((row) => held.has(`${row.eventId}/${row.webhookId}`)),
      );
    });
  }

  /** Which of these events are written down already. */
  async known(eventIds: readonly string[]): Promise<Set<string>> {
    const rows: { event_id: string }[] = await this.dataSource.query(
      'SELECT event_id FROM events WHERE event_id = ANY($1::uuid[])',
      [eventIds],
    );
    return new Set(rows.map((row) => row.event_id));
  }

  /** Adds deliveries that a later look at the routing found missing; they are due at once. */
  async addMissing(runner: Pick<QueryRunner, 'query'>, deliveries: readonly Delivery[]): Promise<void> {
    await insertDeliveries(
      runner,
      deliveries.map((delivery) => ({ delivery, state: DUE_NOW })),
    );
  }

  /** The same in a transaction of its own. */
  async addMissingNow(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length > 0) await this.inTransaction((runner) => this.addMissing(runner, deliveries));
  }

  private async inTransaction<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction();
      try {
        const result = await work(runner);
        await runner.commitTransaction();
        return result;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }
}

/** A delivery that nothing was tried for yet. */
export const DUE_NOW: DeliveryState = {
  status: 'pending',
  attempts: 0,
  retries: 0,
  dueInMs: 0,
  leaseId: null,
  bodyHash: null,
  lastOutcome: null,
  attempt: null,
};

async function insertEvents(
  runner: QueryRunner,
  arrivals: readonly { event: DomainEvent; payload: Buffer }[],
): Promise<void> {
  await runner.query(
    INSERT_EVENTS,
    columns(arrivals, [
      ({ event }) => event.id,
      ({ event }) => event.workspace_id,
      ({ event }) => event.type,
      ({ event }) => event.conversation_id,
      ({ event }) => event.conversation_seq,
      ({ event }) => event.source.assistant_id,
      ({ event }) => event.source.form_id,
      ({ event }) => toMicros(event.committed_at),
      ({ payload }) => payload,
    ]),
  );
}

async function insertDeliveries(
  runner: Pick<QueryRunner, 'query'>,
  rows: readonly { delivery: Delivery; state: DeliveryState }[],
): Promise<void> {
  if (rows.length === 0) return;
  await runner.query(
    INSERT_DELIVERIES,
    columns(rows, [
      ({ delivery }) => delivery.eventId,
      ({ delivery }) => delivery.webhookId,
      ({ delivery }) => delivery.id,
      ({ delivery }) => delivery.workspaceId,
      ({ delivery }) => delivery.conversationId,
      ({ delivery }) => delivery.eventType,
      ({ delivery }) => delivery.payloadVersion,
      ({ state }) => state.status,
      ({ state }) => state.attempts,
      ({ state }) => state.retries,
      ({ state }) => state.dueInMs,
      ({ state }) => state.leaseId,
      ({ state }) => state.bodyHash,
      ({ state }) => state.lastOutcome,
    ]),
  );
}

async function insertAttempts(runner: QueryRunner, rows: readonly AttemptRow[]): Promise<void> {
  const made = rows.flatMap((row) => (row.state.attempt ? [{ ...row, made: row.state.attempt }] : []));
  if (made.length === 0) return;
  await runner.query(
    INSERT_ATTEMPTS,
    columns(made, [
      (row) => row.eventId,
      (row) => row.webhookId,
      (row) => row.made.attempt,
      (row) => row.workspaceId,
      (row) => row.made.result.startedAt,
      (row) => row.made.result.durationMs,
      (row) => row.made.result.outcome,
      (row) => row.made.result.statusCode,
      (row) => row.made.result.detail,
      (row) => row.made.result.excerpt,
    ]),
  );
}
