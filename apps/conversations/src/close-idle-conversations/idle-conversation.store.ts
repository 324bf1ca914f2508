import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** A conversation that its claimer is to close. */
export interface IdleConversation {
  workspaceId: string;
  conversationId: string;
}

/** A process that dies after claiming leaves the conversation to the others after so many seconds. */
const CLAIM_SECONDS = 30;

/**
 * What the worker reads across workspaces: which conversations are idle, and how many are open. It closes none; that is
 * done in each one's own workspace.
 */
@Injectable()
export class IdleConversationStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Claims up to `limit` open conversations whose idle time is over, the most overdue first. Replicas pass each other by. */
  async claim(limit: number): Promise<IdleConversation[]> {
    return this.database.query<IdleConversation>(
      `UPDATE conversations SET idle_claimed_until = clock_timestamp() + $2 * interval '1 second'
         FROM (SELECT id FROM conversations
                WHERE status = 'open' AND idle_close_at <= clock_timestamp() AND idle_claimed_until <= clock_timestamp()
                ORDER BY idle_close_at LIMIT $1 FOR UPDATE SKIP LOCKED) AS due
        WHERE conversations.id = due.id
       RETURNING workspace_id AS "workspaceId", conversations.id AS "conversationId"`,
      [limit, CLAIM_SECONDS],
    );
  }

  async countOpen(): Promise<number> {
    const rows = await this.database.query<{ open: string }>(
      `SELECT count(*) AS open FROM conversations WHERE status = 'open'`,
    );
    return Number(rows[0]?.open ?? 0);
  }
}
