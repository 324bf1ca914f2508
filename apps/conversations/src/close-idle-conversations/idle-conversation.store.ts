import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** An open conversation whose idle time is over. The caller closes it. */
export interface IdleConversation {
  workspaceId: string;
  conversationId: string;
}

/** A conversation that its claimer does not close, because its process died, is claimed again after this many seconds. */
const CLAIM_SECONDS = 30;

/** Statements across workspaces: which conversations are idle, and how many are open. */
@Injectable()
export class IdleConversationStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Takes up to `limit` open conversations whose check is due, the most overdue first. The idle ones are claimed for
   * `CLAIM_SECONDS`; the others had a message since they were scheduled, and are scheduled for their new idle time. Rows that
   * another replica is taking are skipped.
   *
   * @returns the idle ones, and whether more may be due
   */
  async claim(limit: number): Promise<{ idle: IdleConversation[]; hasMore: boolean }> {
    const rows = await this.database.query<IdleConversation & { isIdle: boolean }>(
      `UPDATE conversations
          SET idle_check_at = CASE WHEN idle_close_at <= statement_timestamp()
                              THEN statement_timestamp() + $2 * interval '1 second' ELSE idle_close_at END
         FROM (SELECT id FROM conversations WHERE status = 'open' AND idle_check_at <= statement_timestamp()
                ORDER BY idle_check_at LIMIT $1 FOR UPDATE SKIP LOCKED) AS due
        WHERE conversations.id = due.id
       RETURNING workspace_id AS "workspaceId", conversations.id AS "conversationId",
                 idle_close_at <= statement_timestamp() AS "isIdle"`,
      [limit, CLAIM_SECONDS],
    );
    const idle = rows
      .filter((row) => row.isIdle)
      .map(({ workspaceId, conversationId }) => ({ workspaceId, conversationId }));
    return { idle, hasMore: rows.length === limit };
  }

  async countOpen(): Promise<number> {
    const rows = await this.database.query<{ open: string }>(
      `SELECT count(*) AS open FROM conversations WHERE status = 'open'`,
    );
    return Number(rows[0]?.open ?? 0);
  }
}
