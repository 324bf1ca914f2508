import { newId } from '@flowforge/contracts/ids';
import type { Role } from '@flowforge/contracts/words';
import type { Transaction } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import {
  generateSessionToken,
  hashSessionToken,
  type Session,
  type SessionLifetime,
  SESSIONS_MAX,
  storedTokenHash,
  USE_RECORDED_EVERY_MS,
  USER_AGENT_MAX,
} from './session.js';

/** A transaction, or the database for a single statement. */
type Sql = Pick<Transaction, 'query'>;

/** Where a user signs in from. */
export interface Client {
  address: string;
  userAgent: string | undefined;
}

interface Row {
  id: string;
  user_id: string;
  email: string;
  user_name: string;
  workspace_id: string;
  workspace_name: string;
  role: Role;
  address: string;
  user_agent: string | null;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
}

/**
 * Sessions of all workspaces. A session is found by its token, or by its user, and a user sees and ends all of the own sessions, so the SQL
 * of this class is limited to one user and not to one workspace. No method returns a session that has expired, or whose user is no
 * longer a member of its workspace.
 */
export class SessionStore {
  constructor(readonly lifetime: SessionLifetime) {}

  /** Creates a session, and deletes the oldest ones of the user above the limit. The token is returned this once. */
  async create(
    tx: WorkspaceTransaction,
    userId: string,
    client: Client,
  ): Promise<{ id: string; token: string }> {
    const [id, token] = [newId(), generateSessionToken()];
    await tx.query(
      `INSERT INTO sessions (id, workspace_id, user_id, token_hash, address, user_agent, created_at, last_used_at, expires_at)
       SELECT $1, $2, $3, $4, $5, $6, now.at, now.at, now.at + $7 * interval '1 day' FROM clock_timestamp() AS now(at)`,
      [
        id,
        tx.workspaceId,
        userId,
        storedTokenHash(hashSessionToken(token)),
        client.address,
        client.userAgent?.slice(0, USER_AGENT_MAX).toWellFormed() ?? null,
        this.lifetime.maxDays,
      ],
    );
    await tx.query(
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE user_id = $1 ORDER BY last_used_at DESC, id DESC OFFSET $2)`,
      [userId, SESSIONS_MAX],
    );
    return { id, token };
  }

  /** Gives a session another token. The old one is no longer valid. */
  async rotate(tx: WorkspaceTransaction, userId: string, id: string): Promise<string> {
    const token = generateSessionToken();
    await tx.query('UPDATE sessions SET token_hash = $3 WHERE user_id = $1 AND id = $2', [
      userId,
      id,
      storedTokenHash(hashSessionToken(token)),
    ]);
    return token;
  }

  /** The session of a token, by the SHA-256 of the token. Records the use. */
  async use(sql: Sql, tokenHash: string): Promise<Session | null> {
    const session = await this.findOne(sql, 'sessions.token_hash = $1', storedTokenHash(tokenHash));
    if (session === null) return null;
    await sql.query(
      `UPDATE sessions SET last_used_at = statement_timestamp()
        WHERE id = $1 AND last_used_at < statement_timestamp() - $2 * interval '1 millisecond'`,
      [session.id, USE_RECORDED_EVERY_MS],
    );
    return session;
  }

  find(sql: Sql, userId: string, id: string): Promise<Session | null> {
    return this.findOne(sql, 'sessions.user_id = $1 AND sessions.id = $2', userId, id);
  }

  /** The sessions of a user in all workspaces, the newest first. */
  async list(sql: Sql, userId: string): Promise<Session[]> {
    return this.read(sql, 'sessions.user_id = $1', userId);
  }

  /** Whether this session has ended with this call. */
  async end(sql: Sql, userId: string, id: string): Promise<boolean> {
    const rows = await sql.query('DELETE FROM sessions WHERE user_id = $1 AND id = $2 RETURNING 1', [
      userId,
      id,
    ]);
    return rows.length > 0;
  }

  /** Ends all sessions of a user, except one if it is given. Returns how many. */
  async endAll(sql: Sql, userId: string, exceptId: string | null = null): Promise<number> {
    const rows = await sql.query(
      'DELETE FROM sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR id <> $2) RETURNING 1',
      [userId, exceptId],
    );
    return rows.length;
  }

  /** Deletes up to `limit` sessions that have expired, in all workspaces. Returns how many. */
  async deleteExpired(sql: Sql, limit: number): Promise<number> {
    const rows = await sql.query(
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions
          WHERE last_used_at < statement_timestamp() - $1 * interval '1 day' OR expires_at < statement_timestamp()
          LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [this.lifetime.idleDays, limit],
    );
    return rows.length;
  }

  private async findOne(sql: Sql, condition: string, ...values: string[]): Promise<Session | null> {
    const [session] = await this.read(sql, condition, ...values);
    return session ?? null;
  }

  private async read(sql: Sql, condition: string, ...values: string[]): Promise<Session[]> {
    const rows = await sql.query<Row>(
      `SELECT sessions.id, sessions.user_id, users.email, users.name AS user_name, sessions.workspace_id,
              workspaces.name AS workspace_name, memberships.role, sessions.address, sessions.user_agent,
              sessions.created_at, sessions.last_used_at, sessions.expires_at
         FROM sessions JOIN memberships USING (workspace_id, user_id)
         JOIN users ON users.id = sessions.user_id JOIN workspaces ON workspaces.id = sessions.workspace_id
        WHERE ${condition} AND sessions.expires_at > statement_timestamp()
          AND sessions.last_used_at > statement_timestamp() - $${values.length + 1} * interval '1 day'
        ORDER BY sessions.id DESC LIMIT ${SESSIONS_MAX}`,
      [...values, this.lifetime.idleDays],
    );
    return rows.map(sessionOf);
  }
}

function sessionOf(row: Row): Session {
  return {
    id: row.id,
    user: { id: row.user_id, email: row.email, name: row.user_name },
    workspace: { id: row.workspace_id, name: row.workspace_name },
    role: row.role,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}
