import type { Transaction } from '@flowforge/postgres/database';
import { Injectable } from '@nestjs/common';
import { generateOneTimeToken, hashOneTimeToken, VALID_HOURS } from '../one-time-token/one-time-token.js';

/** A transaction, or the database for a single statement. */
type Sql = Pick<Transaction, 'query'>;

/** Tokens for the first sign-up of an installation, and whether it has happened. This belongs to no workspace. */
@Injectable()
export class SetupTokenStore {
  /** Creates a token. Only its hash is stored. */
  async create(sql: Sql): Promise<{ token: string; expiresAt: Date }> {
    const token = generateOneTimeToken('setup');
    const [row] = await sql.query<{ expires_at: Date }>(
      `INSERT INTO setup_tokens (token_hash, created_at, expires_at)
       SELECT $1, now.at, now.at + $2 * interval '1 hour' FROM clock_timestamp() AS now(at) RETURNING expires_at`,
      [hashOneTimeToken(token), VALID_HOURS.setup],
    );
    if (!row) throw new Error('the insert returned no row');
    return { token, expiresAt: row.expires_at };
  }

  async isValid(sql: Sql, token: string): Promise<boolean> {
    const rows = await sql.query(
      'SELECT 1 FROM setup_tokens WHERE token_hash = $1 AND expires_at > statement_timestamp()',
      [hashOneTimeToken(token)],
    );
    return rows.length > 0;
  }

  /** Deletes all tokens: after the first sign-up none is of use. */
  async deleteAll(sql: Sql): Promise<void> {
    await sql.query('DELETE FROM setup_tokens');
  }

  /** Whether the installation has no user yet. */
  async isNeeded(sql: Sql): Promise<boolean> {
    const rows = await sql.query('SELECT 1 FROM users LIMIT 1');
    return rows.length === 0;
  }

  /** Makes other sign-ups wait until the transaction ends, so that only one of them can be the first. */
  async lock(sql: Sql): Promise<void> {
    await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('flowforge:setup', 0))`);
  }
}
