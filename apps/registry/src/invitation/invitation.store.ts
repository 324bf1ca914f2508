import { newId } from '@flowforge/contracts/ids';
import type { Role } from '@flowforge/contracts/words';
import type { Transaction } from '@flowforge/postgres/database';
import type { Page } from '@flowforge/postgres/page';
import { listPage, type PageRequest } from '@flowforge/postgres/page.store';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { type Principal, principalKey } from '@flowforge/service-kit/auth/principal';
import { Injectable } from '@nestjs/common';
import { generateOneTimeToken, hashOneTimeToken, VALID_HOURS } from '../one-time-token/one-time-token.js';

/** An invitation that was not accepted yet. */
export interface Invitation {
  id: string;
  email: string;
  role: Role;
  created_at: Date;
  expires_at: Date;
}

const COLUMNS = 'id, email, role, created_at, expires_at';

/** Invitations of one workspace. A row is deleted when the invitation is accepted. No method returns one that has expired. */
@Injectable()
export class InvitationStore {
  /** Creates an invitation. It replaces an earlier one for the same e-mail address. The token is returned this once. */
  async create(
    tx: WorkspaceTransaction,
    email: string,
    role: Role,
    invitedBy: Principal,
  ): Promise<{ invitation: Invitation; token: string }> {
    const token = generateOneTimeToken('invitation');
    await tx.query('DELETE FROM invitations WHERE workspace_id = $1 AND email = $2', [tx.workspaceId, email]);
    const [invitation] = await tx.query<Invitation>(
      `INSERT INTO invitations (id, workspace_id, email, role, token_hash, invited_by, created_at, expires_at)
       SELECT $1, $2, $3, $4, $5, $6, now.at, now.at + $7 * interval '1 hour' FROM clock_timestamp() AS now(at)
       RETURNING ${COLUMNS}`,
      [
        newId(),
        tx.workspaceId,
        email,
        role,
        hashOneTimeToken(token),
        principalKey(invitedBy),
        VALID_HOURS.invitation,
      ],
    );
    if (!invitation) throw new Error('the insert returned no row');
    return { invitation, token };
  }

  list(tx: WorkspaceTransaction, page: PageRequest): Promise<Page<Invitation>> {
    const where = [{ sql: 'expires_at > statement_timestamp()' }];
    return listPage<Invitation>(tx, { table: 'invitations', columns: COLUMNS, where, ...page });
  }

  async find(tx: WorkspaceTransaction, id: string): Promise<Invitation | null> {
    const rows = await tx.query<Invitation>(
      `SELECT ${COLUMNS} FROM invitations WHERE workspace_id = $1 AND id = $2 AND expires_at > statement_timestamp()`,
      [tx.workspaceId, id],
    );
    return rows[0] ?? null;
  }

  async delete(tx: WorkspaceTransaction, id: string): Promise<Invitation | null> {
    const rows = await tx.query<Invitation>(
      `DELETE FROM invitations WHERE workspace_id = $1 AND id = $2 AND expires_at > statement_timestamp() RETURNING ${COLUMNS}`,
      [tx.workspaceId, id],
    );
    return rows[0] ?? null;
  }

  /** Deletes the invitations that a user or an api key has created: they must not stay valid when it may no longer invite. */
  async deleteBy(tx: WorkspaceTransaction, invitedBy: Principal): Promise<void> {
    await tx.query('DELETE FROM invitations WHERE workspace_id = $1 AND invited_by = $2', [
      tx.workspaceId,
      principalKey(invitedBy),
    ]);
  }

  /** Finds an invitation in all workspaces: its token names the workspace. */
  async findByToken(
    sql: Pick<Transaction, 'query'>,
    token: string,
  ): Promise<{ id: string; workspaceId: string; email: string } | null> {
    const rows = await sql.query<{ id: string; workspace_id: string; email: string }>(
      'SELECT id, workspace_id, email FROM invitations WHERE token_hash = $1 AND expires_at > statement_timestamp()',
      [hashOneTimeToken(token)],
    );
    return rows[0] ? { id: rows[0].id, workspaceId: rows[0].workspace_id, email: rows[0].email } : null;
  }

  /** Deletes up to `limit` invitations of all workspaces that have expired. Returns how many. */
  async deleteExpired(sql: Pick<Transaction, 'query'>, limit: number): Promise<number> {
    const rows = await sql.query(
      `DELETE FROM invitations WHERE id IN (
         SELECT id FROM invitations WHERE expires_at < statement_timestamp() LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [limit],
    );
    return rows.length;
  }
}
