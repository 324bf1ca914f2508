import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';
import { WINDOW_SECONDS } from './sign-in-limit.js';

/** The count of one key in its present window. */
export interface CountedTry {
  tries: number;
  /** Seconds until the window ends and the count starts again. */
  secondsLeft: number;
}

/** Counts tries to sign in, for all replicas. The SQL belongs to no workspace: the account may not exist. */
@Injectable()
export class SignInLimitStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Adds one to the count of a key. A window starts with its first try. */
  async count(key: string): Promise<CountedTry> {
    const [row] = await this.database.query<{ tries: number; seconds_left: number }>(
      `INSERT INTO sign_in_tries AS t (key, tries, window_ends_at)
       VALUES ($1, 1, statement_timestamp() + $2 * interval '1 second')
       ON CONFLICT (key) DO UPDATE SET
         tries = CASE WHEN t.window_ends_at > statement_timestamp() THEN least(t.tries, 1000000) + 1 ELSE 1 END,
         window_ends_at = CASE WHEN t.window_ends_at > statement_timestamp() THEN t.window_ends_at
                               ELSE statement_timestamp() + $2 * interval '1 second' END
       RETURNING tries, ceil(extract(epoch FROM window_ends_at - statement_timestamp()))::int AS seconds_left`,
      [key, WINDOW_SECONDS],
    );
    if (!row) throw new Error('the count returned no row');
    return { tries: row.tries, secondsLeft: Math.max(1, row.seconds_left) };
  }

  /** Takes back the count of a try that was right. */
  async giveBack(keys: readonly string[]): Promise<void> {
    await this.database.query(
      'UPDATE sign_in_tries SET tries = tries - 1 WHERE key = ANY($1) AND tries > 0',
      [keys],
    );
  }

  /** Deletes up to `limit` counts whose window is over. Returns how many. */
  async deleteExpired(limit: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM sign_in_tries WHERE key IN (
         SELECT key FROM sign_in_tries WHERE window_ends_at < statement_timestamp()
          LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [limit],
    );
    return rows.length;
  }

  /** Whether the user of this e-mail address has a session that was opened from this network. */
  async hasSessionFrom(email: string, isSameNetwork: (address: string) => boolean): Promise<boolean> {
    const rows = await this.database.query<{ address: string }>(
      `SELECT sessions.address FROM sessions JOIN users ON users.id = sessions.user_id WHERE users.email = $1`,
      [email],
    );
    return rows.some(({ address }) => isSameNetwork(address));
  }
}
