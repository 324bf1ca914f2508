import { newId } from '@flowforge/contracts/ids';
import type { Role } from '@flowforge/contracts/words';
import type { Page } from '@flowforge/postgres/page';
import { listPage, type PageRequest } from '@flowforge/postgres/page.store';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';

/** A user as a member of the workspace. */
export interface Member {
  userId: string;
  email: string;
  name: string;
  role: Role;
  joinedAt: Date;
}

interface Row {
  user_id: string;
  email: string;
  user_name: string;
  role: Role;
  created_at: Date;
}

const SELECT = `SELECT memberships.user_id, users.email, users.name AS user_name, memberships.role, memberships.created_at
                  FROM memberships JOIN users ON users.id = memberships.user_id WHERE memberships.workspace_id = $1`;

/** The members of one workspace. */
@Injectable()
export class MemberStore {
  async find(tx: WorkspaceTransaction, userId: string): Promise<Member | null> {
    const rows = await tx.query<Row>(`${SELECT} AND memberships.user_id = $2`, [tx.workspaceId, userId]);
    return rows[0] ? memberOf(rows[0]) : null;
  }

  /** The member, who keeps the role until the transaction ends. Waits for a change of the role, and for a removal. */
  async hold(tx: WorkspaceTransaction, userId: string): Promise<Member | null> {
    return this.findLocked(tx, userId, 'FOR SHARE OF memberships');
  }

  /** The member, for a change of the role or a removal. Waits for requests that `hold` it. */
  async lock(tx: WorkspaceTransaction, userId: string): Promise<Member | null> {
    return this.findLocked(tx, userId, 'FOR NO KEY UPDATE OF memberships');
  }

  private async findLocked(tx: WorkspaceTransaction, userId: string, lock: string): Promise<Member | null> {
    const rows = await tx.query<Row>(`${SELECT} AND memberships.user_id = $2 ${lock}`, [
      tx.workspaceId,
      userId,
    ]);
    return rows[0] ? memberOf(rows[0]) : null;
  }

  async findByEmail(tx: WorkspaceTransaction, email: string): Promise<Member | null> {
    const rows = await tx.query<Row>(`${SELECT} AND users.email = $2`, [tx.workspaceId, email]);
    return rows[0] ? memberOf(rows[0]) : null;
  }

  /** One page of members, those who joined last first. */
  async list(tx: WorkspaceTransaction, page: PageRequest): Promise<Page<Member>> {
    const { items, next_cursor } = await listPage<{ id: string; user_id: string }>(tx, {
      table: 'memberships',
      columns: 'id, user_id',
      ...page,
    });
    const rows = await tx.query<Row>(`${SELECT} AND memberships.user_id = ANY($2)`, [
      tx.workspaceId,
      items.map(({ user_id }) => user_id),
    ]);
    const byId = new Map(rows.map((row) => [row.user_id, memberOf(row)]));
    return { items: items.flatMap(({ user_id }) => byId.get(user_id) ?? []), next_cursor };
  }

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

  /** Whether the workspace has an owner besides this user. The caller holds the lock of the workspace. */
  async hasOtherOwner(tx: WorkspaceTransaction, userId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM memberships WHERE workspace_id = $1 AND role = 'owner' AND user_id <> $2 LIMIT 1`,
      [tx.workspaceId, userId],
    );
    return rows.length > 0;
  }

  /** Removes a member, and with the membership its sessions in this workspace. */
  async remove(tx: WorkspaceTransaction, userId: string): Promise<void> {
    await tx.query('DELETE FROM memberships WHERE workspace_id = $1 AND user_id = $2', [
      tx.workspaceId,
      userId,
    ]);
  }
}

function memberOf({ user_id, email, user_name, role, created_at }: Row): Member {
  return { userId: user_id, email, name: user_name, role, joinedAt: created_at };
}
