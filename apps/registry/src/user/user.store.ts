import { newId } from '@flowforge/contracts/ids';
import type { Role } from '@flowforge/contracts/words';
import type { Transaction } from '@flowforge/postgres/database';
import { Injectable } from '@nestjs/common';
import type { Membership, User } from './user.js';

/** A transaction, or the database for a single statement. */
type Sql = Pick<Transaction, 'query'>;

interface UserRow {
  id: string;
  email: string;
  name: string;
  password_hash: string;
}

/**
 * Accounts and their memberships. An account belongs to no workspace, so the SQL of this class is limited to one account, by its id or
 * e-mail address, and not to one workspace.
 */
@Injectable()
export class UserStore {
  async findByEmail(sql: Sql, email: string): Promise<User | null> {
    const rows = await sql.query<UserRow>(
      'SELECT id, email, name, password_hash FROM users WHERE email = $1',
      [email],
    );
    return rows[0] ? userOf(rows[0]) : null;
  }

  async find(sql: Sql, id: string): Promise<User | null> {
    const rows = await sql.query<UserRow>('SELECT id, email, name, password_hash FROM users WHERE id = $1', [
      id,
    ]);
    return rows[0] ? userOf(rows[0]) : null;
  }

  /** The account, with its row locked until the transaction ends, so that its password cannot change meanwhile. */
  async lock(sql: Sql, id: string): Promise<User | null> {
    const rows = await sql.query<UserRow>(
      'SELECT id, email, name, password_hash FROM users WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    return rows[0] ? userOf(rows[0]) : null;
  }

  /** Creates an account, or returns null when the e-mail address has one already. */
  async create(sql: Sql, user: Omit<User, 'id'>): Promise<User | null> {
    const rows = await sql.query<UserRow>(
      `INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)
       ON CONFLICT (email) DO NOTHING RETURNING id, email, name, password_hash`,
      [newId(), user.email, user.name, user.passwordHash],
    );
    return rows[0] ? userOf(rows[0]) : null;
  }

  async rename(sql: Sql, id: string, name: string): Promise<void> {
    await sql.query('UPDATE users SET name = $2, updated_at = clock_timestamp() WHERE id = $1', [id, name]);
  }

  /** Locks the account so that nobody can make it a member of a workspace until the transaction ends. */
  async lockForDelete(sql: Sql, id: string): Promise<void> {
    await sql.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [id]);
  }

  /** Deletes the account if it is a member of no workspace. The caller has locked it with `lockForDelete`. */
  async deleteWithoutMembership(sql: Sql, id: string): Promise<void> {
    await sql.query(
      'DELETE FROM users WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM memberships WHERE user_id = $1)',
      [id],
    );
  }

  async setPassword(sql: Sql, id: string, passwordHash: string): Promise<void> {
    await sql.query('UPDATE users SET password_hash = $2, updated_at = clock_timestamp() WHERE id = $1', [
      id,
      passwordHash,
    ]);
  }

  /** The memberships of an account, the oldest first. */
  async memberships(sql: Sql, userId: string): Promise<Membership[]> {
    const rows = await sql.query<{ workspace_id: string; name: string; role: Role }>(
      `SELECT memberships.workspace_id, workspaces.name, memberships.role
         FROM memberships JOIN workspaces ON workspaces.id = memberships.workspace_id
        WHERE memberships.user_id = $1 ORDER BY memberships.id LIMIT 1000`,
      [userId],
    );
    return rows.map(({ workspace_id, name, role }) => ({
      workspaceId: workspace_id,
      workspaceName: name,
      role,
    }));
  }
}

function userOf({ id, email, name, password_hash }: UserRow): User {
  return { id, email, name, passwordHash: password_hash };
}
