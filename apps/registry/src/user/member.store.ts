import { newId } from '@flowforge/contracts/ids';
import type { Role } from '@flowforge/contracts/words';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';

/** The members of one workspace. */
@Injectable()
export class MemberStore {
  /** Adds an account to the workspace; false when it is a member already. */
  async add(tx: WorkspaceTransaction, userId: string, role: Role): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO memberships (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)
       ON CONFLICT (workspace_id, user_id) DO NOTHING RETURNING 1`,
      [newId(), tx.workspaceId, userId, role],
    );
    return rows.length > 0;
  }

  async setRole(tx: WorkspaceTransaction, userId: string, role: Role): Promise<void> {
    await tx.query('UPDATE memberships SET role = $3 WHERE workspace_id = $1 AND user_id = $2', [
      tx.workspaceId,
      userId,
      role,
    ]);
  }
}
