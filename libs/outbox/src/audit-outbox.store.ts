import type { AuditEntry } from '@flowforge/contracts/audit/audit-entry';
import type { Database } from '@flowforge/postgres/database';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';

/** An entry that was claimed, and how often it was, this time included. */
export interface ClaimedEntry {
  entry: AuditEntry;
  tries: number;
}

/** Counting stops here, so that a long outage does not make each count slower. */
const MAX_COUNT = 10_000;

/** All SQL of a service's audit outbox. */
export class AuditOutboxStore {
  constructor(private readonly database: Database) {}

  /** Adds an entry in the transaction of what it is about: both commit or neither does. */
  async append(tx: WorkspaceTransaction, entry: AuditEntry): Promise<void> {
    await tx.query('INSERT INTO audit_outbox (id, workspace_id, entry) VALUES ($1, $2, $3)', [
      entry.id,
      tx.workspaceId,
      JSON.stringify(entry),
    ]);
  }

  /** Takes up to `limit` entries that are due, oldest first. No other process takes them within `leaseMs`. */
  async claim(limit: number, leaseMs: number): Promise<ClaimedEntry[]> {
    return this.database.query<ClaimedEntry>(
      `UPDATE audit_outbox SET due_at = statement_timestamp() + $2 * interval '1 millisecond', tries = tries + 1
        WHERE id = ANY (ARRAY(
          SELECT id FROM audit_outbox WHERE due_at <= statement_timestamp() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING entry, tries`,
      [limit, leaseMs],
    );
  }

  /** The registry has these entries. */
  async delete(ids: readonly string[]): Promise<void> {
    await this.database.query('DELETE FROM audit_outbox WHERE id = ANY ($1::uuid[])', [ids]);
  }

  /** These entries were not stored: they are due again after 1 s, then 2 s, and so on up to `maxMs`. */
  async postpone(ids: readonly string[], maxMs: number): Promise<void> {
    await this.database.query(
      `UPDATE audit_outbox
          SET due_at = statement_timestamp() + least($2, 1000 * 2 ^ least(tries - 1, 20)) * interval '1 millisecond'
        WHERE id = ANY ($1::uuid[])`,
      [ids, maxMs],
    );
  }

  /** Deletes up to `limit` entries that are older than `days` and were sent at least `minTries` times. Returns their ids. */
  async deleteExpired(days: number, minTries: number, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `DELETE FROM audit_outbox WHERE id IN (
         SELECT id FROM audit_outbox WHERE id < $1 AND tries >= $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [uuidLowerBound(Date.now() - days * 86_400_000), minTries, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** How many entries the registry does not have yet, 10,000 at most, and the age of the oldest in seconds (0 if there is none). */
  async backlog(): Promise<{ count: number; oldestAgeSeconds: number }> {
    const [row] = await this.database.query<{ count: number; oldest: number }>(
      `SELECT (SELECT count(*)::int FROM (SELECT FROM audit_outbox LIMIT $1) AS counted) AS count,
              coalesce((SELECT extract(epoch FROM statement_timestamp() - (entry->>'occurred_at')::timestamptz)
                          FROM audit_outbox ORDER BY id LIMIT 1), 0)::float8 AS oldest`,
      [MAX_COUNT],
    );
    return { count: row?.count ?? 0, oldestAgeSeconds: Math.max(0, row?.oldest ?? 0) };
  }
}
