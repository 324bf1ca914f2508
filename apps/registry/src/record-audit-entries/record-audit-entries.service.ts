import type { AuditEntry } from '@flowforge/contracts/audit/audit-entry';
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
   * Stores entries in the audit logs of their workspaces, in one transaction for each workspace.
   *
   * @returns ids of the entries that are stored. A workspace whose entries could not be stored does not hold up the others.
   */
  async record(entries: readonly AuditEntry[]): Promise<string[]> {
    const stored: string[] = [];
    for (const workspaceId of new Set(entries.map(({ workspace_id }) => workspace_id))) {
      const own = entries.filter(({ workspace_id }) => workspace_id === workspaceId);
      try {
        await this.database.transaction(workspaceId, async (tx) => {
          for (const entry of own) await this.auditLog.addSent(tx, entry);
        });
        stored.push(...own.map(({ id }) => id));
      } catch (error) {
        this.log.error({ err: error, workspace_id: workspaceId, count: own.length }, 'audit_log.not_stored');
      }
    }
    return stored;
  }
}
