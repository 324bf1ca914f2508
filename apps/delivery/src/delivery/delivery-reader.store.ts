import type { SqlValue } from '@flowforge/postgres/database';
import type { Page } from '@flowforge/postgres/page';
import { listPage, type PageRequest } from '@flowforge/postgres/page.store';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import type { WorkspaceDatabase, WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { ID_CLOCK_SLACK_MS } from '../routing/routing.store.js';
import type { WaitingRow } from './waiting.js';

/** A delivery as the API reads it. */
export interface DeliveryRow extends WaitingRow {
  id: string;
  event_id: string;
  webhook_id: string;
  conversation_id: string;
  event_type: string;
  payload_version: string;
  /** As stored, or `in_flight` while an attempt runs. */
  status: string;
  last_outcome: string | null;
  last_status_code: number | null;
  failure_reason: string | null;
  created_at: Date;
  finished_at: Date | null;
}

/** An attempt as the API reads it. */
export interface AttemptRow {
  attempt: number;
  started_at: Date;
  duration_ms: number;
  outcome: string;
  status_code: number | null;
  detail: string | null;
  response_excerpt: Buffer | null;
  /** Flat name, value pairs; null after a success. */
  response_headers: string[] | null;
  /** Milliseconds of name resolution, connection, TLS, first byte; null after a success. */
  phases_ms: (number | null)[] | null;
}

/** Which deliveries to list; an absent filter excludes none. */
export interface DeliveryFilter {
  webhookId?: string | undefined;
  eventType?: string | undefined;
  status?: string | undefined;
  conversationId?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
}

const COLUMNS = `id, event_id, webhook_id, conversation_id, event_type, payload_version,
  CASE WHEN held_by IS NULL THEN status ELSE 'in_flight' END AS status, attempts, last_outcome, failure_reason,
  CASE WHEN last_outcome IS NOT NULL THEN (
    SELECT CASE WHEN outcome = last_outcome THEN status_code END FROM attempts AS attempt
     WHERE attempt.event_id = deliveries.event_id AND attempt.webhook_id = deliveries.webhook_id
     ORDER BY attempt.attempt DESC LIMIT 1) END AS last_status_code,
  CASE WHEN held_by IS NULL AND due_at < 'infinity' THEN due_at END AS due_at,
  held_by IS NULL AND due_at = 'infinity' AS waits_for_order, created_at, finished_at, statement_timestamp() AS now,
  (SELECT circuit FROM webhook_queues AS queue WHERE queue.webhook_id = deliveries.webhook_id) AS circuit,
  (SELECT blocked_until FROM webhook_queues AS queue WHERE queue.webhook_id = deliveries.webhook_id) AS blocked_until,
  (SELECT rate_resumes_at FROM webhook_queues AS queue WHERE queue.webhook_id = deliveries.webhook_id) AS rate_resumes_at`;

/** How many attempts are read with their delivery. After internal errors there can be any number of them. */
export const ATTEMPTS_SHOWN = 100;

/** Reads one workspace's deliveries. */
export class DeliveryReader {
  constructor(private readonly database: WorkspaceDatabase) {}

  async list(workspaceId: string, filter: DeliveryFilter, page: PageRequest): Promise<Page<DeliveryRow>> {
    const { status, until, eventType } = filter;
    const conditions: [string, SqlValue | undefined][] = [
      ['webhook_id = ?', filter.webhookId],
      ['event_type = ?', eventType],
      // The expression of the index `deliveries_event_type`.
      ['workspace_id::text || event_type = ?', eventType && `${workspaceId}${eventType}`],
      ['conversation_id = ?', filter.conversationId],
      ['created_at >= ?', filter.since],
      ['created_at < ?', until],
      // No delivery is stored before its event has an id. This limits what is read of the index to the older part.
      ['id < ?', until && uuidLowerBound(until.getTime() + ID_CLOCK_SLACK_MS)],
    ];
    const where = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
    return this.database.transaction(workspaceId, (tx) =>
      listPage<DeliveryRow>(tx, {
        table: 'deliveries',
        columns: COLUMNS,
        where: [...where, ...statusConditions(status, workspaceId)],
        ...page,
        createdAt: 'created_at',
      }),
    );
  }

  /** The delivery with its newest attempts, oldest first; null when it is not the workspace's. */
  async find(
    workspaceId: string,
    id: string,
  ): Promise<{ delivery: DeliveryRow; attempts: AttemptRow[] } | null> {
    return this.database.transaction(workspaceId, async (tx) => {
      const delivery = await readDelivery(tx, id);
      if (!delivery) return null;
      const attempts = await tx.query<AttemptRow>(
        `SELECT attempt, started_at, duration_ms, outcome, status_code, detail, response_excerpt,
                response_headers, phases_ms
           FROM attempts WHERE workspace_id = $1 AND event_id = $2 AND webhook_id = $3
          ORDER BY attempt DESC LIMIT $4`,
        [tx.workspaceId, delivery.event_id, delivery.webhook_id, ATTEMPTS_SHOWN],
      );
      return { delivery, attempts: attempts.toReversed() };
    });
  }
}

/** Held deliveries of one queue that are looked at: more than all replicas together may send to one webhook. */
const MAX_HELD = 100_000;
/**
 * The deliveries that replicas hold: `held_by` is in no index, but what was started is not behind the cursor of its queue, and nothing
 * else is there. Read first, as an array: else Postgres would compare each delivery of the backlog. It does not know the value of the
 * limit, because it is a subquery, and so it expects few rows and reads them by the index of the queue.
 */
const STARTED = `id = ANY (ARRAY(
  SELECT started.id FROM webhook_queues AS queue CROSS JOIN LATERAL (
    SELECT id, held_by FROM deliveries
     WHERE webhook_id = queue.webhook_id AND event_id >= queue.oldest_event_id AND due_at <= queue.cursor_due_at
     ORDER BY due_at, event_id LIMIT (SELECT ${MAX_HELD})) AS started
   WHERE queue.workspace_id = ? AND started.held_by IS NOT NULL))`;

/** The conditions of a status of the API. Those of waiting deliveries name the condition of the index that holds only these. */
export function statusConditions(
  status: string | undefined,
  workspaceId: string,
): { sql: string; value?: SqlValue }[] {
  if (status === undefined) return [];
  if (status === 'pending') return [{ sql: 'due_at IS NOT NULL' }, { sql: 'held_by IS NULL' }];
  if (status === 'in_flight') {
    return [
      { sql: 'due_at IS NOT NULL' },
      { sql: 'held_by IS NOT NULL' },
      { sql: STARTED, value: workspaceId },
    ];
  }
  return [{ sql: 'status = ?', value: status }];
}

/** Reads one of the workspace's deliveries in a transaction; undefined when it is not the workspace's. */
export async function readDelivery(tx: WorkspaceTransaction, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await tx.query<DeliveryRow>(
    `SELECT ${COLUMNS} FROM deliveries WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return row;
}
