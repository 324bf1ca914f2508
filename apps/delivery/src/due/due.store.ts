import { decodeEvent, type DomainEvent } from '@flowforge/contracts/events/event';
import { EVENT_TYPES, isWord, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';
import type { Database } from '@flowforge/postgres/database';
import type { Delivery } from '../delivery/delivery.js';

/** A due delivery that this process holds a lease on. */
export interface ClaimedDelivery {
  delivery: Delivery;
  event: DomainEvent;
  attempts: number;
  retries: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  bodyHash: string | null;
}

interface ClaimedRow {
  event_id: string;
  webhook_id: string;
  id: string;
  workspace_id: string;
  conversation_id: string;
  event_type: string;
  payload_version: string;
  attempts: number;
  retries: number;
  body_hash: Buffer | null;
  payload: Buffer;
}

/** All SQL that claims due deliveries. The queue is shared by all workspaces. */
export class DueStore {
  constructor(private readonly database: Database) {}

  /**
   * Claims due deliveries, oldest first: pending ones that are due, and those in flight whose lease has expired because their
   * process died. Rows that another process is claiming are skipped (SKIP LOCKED).
   *
   * @param leaseMs from the claim until the lease expires, in milliseconds
   *
   * @param exclude ids of webhooks that nothing may be sent to now
   */
  async claim(
    limit: number,
    leaseId: string,
    leaseMs: number,
    exclude: readonly string[],
  ): Promise<ClaimedDelivery[]> {
    const rows = await this.database.query<ClaimedRow>(
      `WITH due AS (
           SELECT event_id, webhook_id FROM deliveries
            WHERE due_at <= clock_timestamp() AND webhook_id <> ALL($4::uuid[])
            ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED),
         claimed AS (
           UPDATE deliveries SET status = 'in_flight', lease_id = $2,
                  due_at = clock_timestamp() + $3 * interval '1 millisecond'
             FROM due WHERE deliveries.event_id = due.event_id AND deliveries.webhook_id = due.webhook_id
           RETURNING deliveries.*)
         SELECT claimed.*, events.payload FROM claimed JOIN events USING (event_id) ORDER BY event_id`,
      [limit, leaseId, leaseMs, exclude],
    );
    return rows.flatMap((row) => {
      const claimed = claimedOf(row);
      return claimed ? [claimed] : [];
    });
  }

  /**
   * Seconds since the oldest delivery that could be sent became due; 0 when there is none.
   *
   * @param exclude ids of webhooks that nothing may be sent to now: their deliveries are late because of the endpoint
   */
  async oldestDueAgeSeconds(exclude: readonly string[]): Promise<number> {
    const rows: { age: string | null }[] = await this.database.query(
      `SELECT extract(epoch FROM clock_timestamp() - min(due_at)) AS age FROM deliveries
        WHERE due_at IS NOT NULL AND webhook_id <> ALL($1::uuid[])`,
      [exclude],
    );
    return Math.max(0, Number(rows[0]?.age ?? 0));
  }
}

function claimedOf(row: ClaimedRow): ClaimedDelivery | null {
  const decoded = decodeEvent(row.payload);
  if (!decoded.ok || !isWord(EVENT_TYPES, row.event_type) || !isWord(PAYLOAD_VERSIONS, row.payload_version)) {
    // A newer release stored this row. Its lease expires, and then a replica of the newer release claims it.
    return null;
  }
  return {
    delivery: {
      id: row.id,
      eventId: row.event_id,
      webhookId: row.webhook_id,
      workspaceId: row.workspace_id,
      conversationId: row.conversation_id,
      eventType: row.event_type,
      payloadVersion: row.payload_version,
    },
    event: decoded.value,
    attempts: row.attempts,
    retries: row.retries,
    bodyHash: row.body_hash?.toString('hex') ?? null,
  };
}
