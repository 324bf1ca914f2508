import type { Transaction } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { type Principal, principalKey } from '@flowforge/service-kit/auth/principal';
import { Injectable } from '@nestjs/common';
import { generateOneTimeToken, hashOneTimeToken, VALID_HOURS } from '../one-time-token/one-time-token.js';

/** A new token for a password reset. It is the plain text; only its hash is stored. */
export interface CreatedReset {
  token: string;
  expiresAt: Date;
}

/** Links that reset the password of one account. An account has at most one. A row is deleted when the link is used. */
@Injectable()
export class PasswordResetStore {
  /** Creates a link. It replaces an earlier one of the same account. */
  async create(tx: WorkspaceTransaction, userId: string, createdBy: Principal | null): Promise<CreatedReset> {
    const token = generateOneTimeToken('password_reset');
    const [row] = await tx.query<{ expires_at: Date }>(
      `INSERT INTO password_resets (user_id, workspace_id, token_hash, created_by, created_at, expires_at)
       SELECT $1, $2, $3, $4, now.at, now.at + $5 * interval '1 hour' FROM clock_timestamp() AS now(at)
       ON CONFLICT (user_id) DO UPDATE SET workspace_id = excluded.workspace_id, token_hash = excluded.token_hash,
         created_by = excluded.created_by, created_at = excluded.created_at, expires_at = excluded.expires_at
       RETURNING expires_at`,
      [
        userId,
        tx.workspaceId,
        hashOneTimeToken(token),
        createdBy === null ? 'operator' : principalKey(createdBy),
        VALID_HOURS.password_reset,
      ],
    );
    if (!row) throw new Error('the insert returned no row');
    return { token, expiresAt: row.expires_at };
  }

  /** Finds a link in all workspaces: its token names the account. */
  async findByToken(
    sql: Pick<Transaction, 'query'>,
    token: string,
  ): Promise<{ userId: string; workspaceId: string } | null> {
    const rows = await sql.query<{ user_id: string; workspace_id: string }>(
      'SELECT user_id, workspace_id FROM password_resets WHERE token_hash = $1 AND expires_at > statement_timestamp()',
      [hashOneTimeToken(token)],
    );
    return rows[0] ? { userId: rows[0].user_id, workspaceId: rows[0].workspace_id } : null;
  }

  /** Uses a link up; false when it was used or replaced meanwhile, or has expired. */
  async use(tx: WorkspaceTransaction, token: string): Promise<boolean> {
    const rows = await tx.query(
      `DELETE FROM password_resets WHERE workspace_id = $1 AND token_hash = $2 AND expires_at > statement_timestamp() RETURNING 1`,
      [tx.workspaceId, hashOneTimeToken(token)],
    );
    return rows.length > 0;
  }

  /** Deletes the link of an account. */
  async deleteOf(sql: Pick<Transaction, 'query'>, userId: string): Promise<void> {
    await sql.query('DELETE FROM password_resets WHERE user_id = $1', [userId]);
  }

  /** Deletes the links that a user or an api key has created: they must not stay valid when it may no longer create any. */
  async deleteBy(tx: WorkspaceTransaction, createdBy: Principal): Promise<void> {
    await tx.query('DELETE FROM password_resets WHERE workspace_id = $1 AND created_by = $2', [
      tx.workspaceId,
      principalKey(createdBy),
    ]);
  }

  /** Deletes up to `limit` links of all workspaces that have expired. Returns how many. */
  async deleteExpired(sql: Pick<Transaction, 'query'>, limit: number): Promise<number> {
    const rows = await sql.query(
      `DELETE FROM password_resets WHERE user_id IN (
         SELECT user_id FROM password_resets WHERE expires_at < statement_timestamp() LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [limit],
    );
    return rows.length;
  }
}
