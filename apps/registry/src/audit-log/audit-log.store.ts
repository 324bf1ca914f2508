import type { AuditEntry } from '@flowforge/contracts/audit/audit-entry';
import type { AuditAction } from '@flowforge/contracts/audit/audit-words';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import type { Page } from '@flowforge/postgres/page';
import { columnFilters, listPage, type PageRequest } from '@flowforge/postgres/page.store';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Actor, Change, Target } from './audit-log.js';

/** One entry of the audit log, as it is stored. */
export interface StoredAuditEntry {
  id: string;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  actor_name: string | null;
  action: AuditAction;
  target_kind: Target['kind'];
  target_id: string;
  target_name: string | null;
  changes: Change[];
  address: string | null;
  created_at: Date;
}

const COLUMNS =
  'id, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, changes, address, created_at';

/** Which entries to list; a filter that is undefined lets all pass. */
export interface AuditFilters {
  target_kind?: string | undefined;
  target_id?: string | undefined;
  actor_id?: string | undefined;
}

/** SQL for the name of an actor as it is now. The arguments are placeholders, such as `$1`. */
export function actorNameSql(workspace: string, kind: string, id: string): string {
  return `CASE ${kind} WHEN 'user' THEN (SELECT email FROM users WHERE id = ${id})
            WHEN 'api_key' THEN (SELECT name FROM api_keys WHERE workspace_id = ${workspace} AND id = ${id}) END`;
}

const ACTOR_NAME = actorNameSql('$2', '$3', '$4');

/** The name of a user who was removed, from the entry of the removal. The arguments are placeholders, such as `$1`. */
function removedUserNameSql(workspace: string, kind: string, id: string): string {
  return `CASE ${kind} WHEN 'user' THEN (SELECT target_name FROM audit_log WHERE workspace_id = ${workspace}
            AND target_kind = 'user' AND action = 'user.removed' AND target_id = ${id} ORDER BY id DESC LIMIT 1) END`;
}

/** The audit log of a workspace: who did what, when, and from where. */
export class AuditLogStore {
  /**
   * Adds an entry, in the transaction of the change itself. The name of the actor is stored as it is now: the e-mail address of a
   * user, or the name of an api key.
   */
  async append(
    tx: WorkspaceTransaction,
    actor: Actor,
    action: AuditAction,
    target: Target,
    changes: readonly Change[] = [],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO audit_log (id, workspace_id, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, changes, address)
       VALUES ($1, $2, $3, $4, ${ACTOR_NAME}, $5, $6, $7, $8, $9, $10)`,
      [
        newId(),
        tx.workspaceId,
        actor.kind,
        actor.id,
        action,
        target.kind,
        target.id,
        target.name,
        JSON.stringify(changes),
        actor.address,
      ],
    );
  }

  /**
   * Adds an entry that another service has sent, unless it is there already. The actor and a webhook get their names here: the other
   * services do not know them. The actor may have been removed before the entry arrived.
   */
  async addSent(tx: WorkspaceTransaction, entry: AuditEntry): Promise<void> {
    const { id, actor, action, target, changes, occurred_at } = entry;
    await tx.query(
      `INSERT INTO audit_log (id, workspace_id, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name,
                              changes, address, created_at)
       VALUES ($1, $2, $3, $4, coalesce(${ACTOR_NAME}, ${removedUserNameSql('$2', '$3', '$4')}), $5, $6, $7,
         coalesce($8, CASE $6 WHEN 'webhook' THEN (SELECT name FROM webhooks WHERE workspace_id = $2 AND id = $7) END),
         $9, $10, $11)
       ON CONFLICT (id) DO NOTHING`,
      [
        ...[id, tx.workspaceId, actor.kind, actor.id, action, target.kind, target.id, target.name],
        ...[JSON.stringify(changes), actor.address, occurred_at],
      ],
    );
  }

  /** A page of the entries, newest first. Entries of other services can be stored long after the time in their id. */
  list(tx: WorkspaceTransaction, filters: AuditFilters, page: PageRequest): Promise<Page<StoredAuditEntry>> {
    const { target_kind, target_id, actor_id } = filters;
    const where = columnFilters({ target_kind, target_id, actor_id });
    return listPage<StoredAuditEntry>(tx, {
      table: 'audit_log',
      columns: COLUMNS,
      where,
      createdAt: 'stored_at',
      ...page,
    });
  }

  /** Deletes up to `limit` entries of all workspaces that are older than `days`. Returns how many. */
  async deleteOlder(database: Database, days: number, limit: number): Promise<number> {
    const rows = await database.query(
      `DELETE FROM audit_log WHERE id IN (
         SELECT id FROM audit_log WHERE id < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [uuidLowerBound(Date.now() - days * 86_400_000), limit],
    );
    return rows.length;
  }
}
