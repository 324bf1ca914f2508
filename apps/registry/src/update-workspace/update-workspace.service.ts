import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { type ExpectedRevisions, requireRevision } from '@flowforge/service-kit/http/expected-revisions';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { changedFields } from '../audit-log/audit-log.js';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { workspaceDto, type WorkspaceDto } from '../workspace/workspace.dto.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

@Injectable()
export class UpdateWorkspaceService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 412 when the caller expects another revision */
  async update(
    caller: Caller,
    expectedRevisions: ExpectedRevisions,
    change: { name?: string | undefined },
  ): Promise<WorkspaceDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const workspace = await this.workspaces.lock(tx);
      if (!workspace) throw notFound('workspace');
      requireRevision(expectedRevisions, workspace.revision);
      const name = change.name?.trim() ?? workspace.name;
      if (name === workspace.name) return workspaceDto(workspace);
      await this.workspaces.rename(tx, name);
      const target = { kind: 'workspace', id: tx.workspaceId, name } as const;
      await this.auditLog.append(tx, actorOf(caller), 'workspace.updated', target, changedFields(['name']));
      tx.afterCommit(() => this.log.info({ workspace_id: tx.workspaceId }, 'workspace.updated'));
      const renamed = await this.workspaces.find(tx);
      return workspaceDto(renamed ?? workspace);
    });
  }
}
