import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { WorkspaceEntity } from './workspace.entity.js';

/** Reads and changes the workspace that the transaction belongs to. */
@Injectable()
export class WorkspaceStore {
  async find(tx: WorkspaceTransaction): Promise<WorkspaceEntity | null> {
    return tx.manager.findOneBy(WorkspaceEntity, { id: tx.workspaceId });
  }

  /** The workspace, with its row locked until the transaction ends. */
  async lock(tx: WorkspaceTransaction): Promise<WorkspaceEntity | null> {
    return tx.manager.findOne(WorkspaceEntity, {
      where: { id: tx.workspaceId },
      // This weaker lock lets other transactions insert webhooks and api keys, whose foreign keys refer to the row.
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Creates the workspace of the transaction. The unique name of the operator's commands is made from its id. */
  async create(tx: WorkspaceTransaction, name: string): Promise<void> {
    await tx.query('INSERT INTO workspaces (id, slug, name) VALUES ($1, $2, $3)', [
      tx.workspaceId,
      `workspace-${tx.workspaceId}`,
      name,
    ]);
  }

  async rename(tx: WorkspaceTransaction, name: string): Promise<void> {
    await tx.query(
      `UPDATE workspaces SET name = $2, revision = revision + 1, updated_at = clock_timestamp() WHERE id = $1`,
      [tx.workspaceId, name],
    );
  }
}
