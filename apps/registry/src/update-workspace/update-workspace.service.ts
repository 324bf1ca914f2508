import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { type ExpectedRevisions, requireRevision } from '@flowforge/service-kit/http/expected-revisions';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { workspaceDto, type WorkspaceDto } from '../workspace/workspace.dto.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

@Injectable()
export class UpdateWorkspaceService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 412 when the caller expects another revision */
  async update(
    workspaceId: string,
    expectedRevisions: ExpectedRevisions,
    change: { name?: string | undefined },
  ): Promise<WorkspaceDto> {
    return this.database.transaction(workspaceId, async (tx) => {
      const workspace = await this.workspaces.lock(tx);
      if (!workspace) throw notFound('workspace');
      requireRevision(expectedRevisions, workspace.revision);
      const name = change.name?.trim() ?? workspace.name;
      if (name === workspace.name) return workspaceDto(workspace);
      await this.workspaces.rename(tx, name);
      tx.afterCommit(() => this.log.info({ workspace_id: workspaceId }, 'workspace.updated'));
      const renamed = await this.workspaces.find(tx);
      return workspaceDto(renamed ?? workspace);
    });
  }
}
