import { type AuditEntry, auditEntryErrorPath, isAuditEntry } from '@flowforge/contracts/audit/audit-entry';
import { isUuid } from '@flowforge/contracts/ids';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';

@Injectable()
export class RecordAuditEntriesService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Stores entries in the audit logs of their workspaces.
   *
   * @returns ids of the entries that are stored. An entry that is invalid or cannot be stored does not hold up the others.
   */
  async record(entries: readonly unknown[]): Promise<string[]> {
    const valid = entries.filter((entry) => this.isValid(entry));
    const stored: string[] = [];
    for (const workspaceId of new Set(valid.map(({ workspace_id }) => workspace_id))) {
      const own = valid.filter(({ workspace_id }) => workspace_id === workspaceId);
      stored.push(...(await this.recordIn(workspaceId, own)));
    }
    return stored;
  }

  private isValid(entry: unknown): entry is AuditEntry {
    if (isAuditEntry(entry)) return true;
    this.log.error({ id: idOf(entry), at: auditEntryErrorPath(entry) }, 'audit_log.entry_invalid');
    return false;
  }

  /** Stores entries of one workspace in one transaction. If that fails, each entry gets its own transaction. */
  private async recordIn(workspaceId: string, entries: readonly AuditEntry[]): Promise<string[]> {
    try {
      await this.database.transaction(workspaceId, async (tx) => {
        for (const entry of entries) await this.auditLog.addSent(tx, entry);
      });
      return entries.map(({ id }) => id);
    } catch (error) {
      const [first, ...others] = entries;
      if (first === undefined) return [];
      if (others.length === 0) {
        this.log.error({ err: error, workspace_id: workspaceId, id: first.id }, 'audit_log.not_stored');
        return [];
      }
      const stored: string[] = [];
      for (const entry of entries) stored.push(...(await this.recordIn(workspaceId, [entry])));
      return stored;
    }
  }
}

/** The id of an invalid entry for the log; undefined if it is no UUID, because it could then be any text. */
function idOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || !('id' in entry)) return undefined;
  return isUuid(entry.id) ? entry.id : undefined;
}
