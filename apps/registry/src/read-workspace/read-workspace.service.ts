import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { showWorkspace, type WorkspaceDto } from '../workspace/workspace.dto.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

@Injectable()
export class ReadWorkspaceService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
  ) {}

  async read(workspaceId: string): Promise<WorkspaceDto> {
    return this.database.transaction(workspaceId, async (tx) => {
      const workspace = await this.workspaces.find(tx);
      if (!workspace) throw notFound('workspace');
      return showWorkspace(workspace);
    });
  }
}
