import type { AuditEntry } from '@flowforge/contracts/audit/audit-entry';
import type { Database } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';

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
  async claim(limit: number, leaseMs: number): Promise<AuditEntry[]> {
    const rows = await this.database.query<{ entry: AuditEntry }>(
      `UPDATE audit_outbox SET due_at = statement_timestamp() + $2 * interval '1 millisecond', tries = tries + 1
        WHERE id = ANY (ARRAY(
          SELECT id FROM audit_outbox WHERE due_at <= statement_timestamp() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING entry`,
      [limit, leaseMs],
    );
    return rows.map(({ entry }) => entry);
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

  /** How many entries the registry does not have yet. */
  async count(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM audit_outbox',
    );
    return row?.count ?? 0;
  }
}
