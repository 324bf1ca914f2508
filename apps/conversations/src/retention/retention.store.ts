import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** Rows that a round has deleted, by table. */
export type DeletedRows = Readonly<Record<'conversations' | 'messages' | 'visitor_tokens', number>>;

/**
 * Deletes expired rows across workspaces, in bounded batches. `statement_timestamp()` is stable, so that the conditions use the
 * indexes; with `clock_timestamp()` each statement would read the whole table.
 */
@Injectable()
export class RetentionStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Deletes up to `limit` conversations that ended more than `days` ago, with their messages, tokens, form offers and event
   * numbers. Conversations with an event that delivery has not settled stay. Captured forms, intents and contacts stay too.
   */
  async deleteConversations(days: number, limit: number): Promise<DeletedRows> {
    const [deleted] = await this.database.query<DeletedRows>(
      `WITH expired AS (
         SELECT id FROM conversations conversation
          WHERE status = 'closed' AND ended_at < statement_timestamp() - $1 * interval '1 day'
            AND NOT EXISTS (SELECT FROM conversation_events event JOIN outbox_pending pending ON pending.id = event.event_id
                             WHERE event.conversation_id = conversation.id)
          ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED),
       messages AS (DELETE FROM messages USING expired WHERE conversation_id = expired.id RETURNING 1),
       tokens AS (DELETE FROM visitor_tokens USING expired WHERE conversation_id = expired.id RETURNING 1),
       instances AS (DELETE FROM form_instances USING expired WHERE conversation_id = expired.id),
       events AS (DELETE FROM conversation_events USING expired WHERE conversation_id = expired.id),
       conversations AS (DELETE FROM conversations USING expired WHERE conversations.id = expired.id RETURNING 1)
       SELECT (SELECT count(*)::int FROM conversations) AS conversations, (SELECT count(*)::int FROM messages) AS messages,
              (SELECT count(*)::int FROM tokens) AS visitor_tokens`,
      [days, limit],
    );
    return deleted ?? { conversations: 0, messages: 0, visitor_tokens: 0 };
  }

  /** How long ago the oldest closed conversation ended, in seconds; 0 for none. */
  async oldestAgeSeconds(): Promise<number> {
    const [row] = await this.database.query<{ age: number }>(
      `SELECT greatest(0, coalesce(extract(epoch FROM statement_timestamp() -
                (SELECT min(ended_at) FROM conversations WHERE status = 'closed')), 0))::float8 AS age`,
    );
    return row?.age ?? 0;
  }
}
