import type { Instant } from '@flowforge/contracts/time';
import type { ClosedReason } from '@flowforge/contracts/words';
import { Database, instantSql } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';
import type { Message } from '../message/message.js';
import type { EventStream } from './event-stream.js';

/** A conversation and the message after which to read on. */
export interface Position {
  workspaceId: string;
  conversationId: string;
  after: number;
}

/** The messages after a position, with the state of the conversation at the same moment. */
export interface NextMessages {
  conversationId: string;
  end: { at: Instant; reason: ClosedReason } | null;
  messages: Message[];
}

/**
 * Statements for the open streams of this process, of many conversations at once. They run across workspaces; each row must be of the
 * workspace that the visitor's token belongs to.
 */
@Injectable()
export class StreamedConversationStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Up to `limit` messages after each position. A conversation that does not exist is left out. One statement, so one snapshot:
   * messages get their numbers under the lock of the conversation, hence what is visible has no gap, and a closed conversation
   * shows all its messages.
   */
  async next(positions: readonly Position[], limit: number): Promise<NextMessages[]> {
    type Row = { [Key in keyof Message]: Message[Key] | null } & {
      conversationId: string;
      endedAt: Instant | null;
      closedReason: ClosedReason | null;
    };
    const rows = await this.database.query<Row>(
      `SELECT conversation.id AS "conversationId", ${instantSql('conversation.ended_at')} AS "endedAt",
              conversation.closed_reason AS "closedReason", message.id, message.seq, message.role, message.text,
              message.client_id AS "clientId", message.reply_to AS "replyTo", ${instantSql('message.created_at')} AS "createdAt"
         FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS position(workspace_id, conversation_id, after_seq)
         JOIN conversations conversation ON conversation.workspace_id = position.workspace_id
              AND conversation.id = position.conversation_id
         LEFT JOIN LATERAL (SELECT * FROM messages
                             WHERE workspace_id = position.workspace_id AND conversation_id = position.conversation_id
                               AND seq > position.after_seq
                             ORDER BY seq LIMIT $4) message ON true
        ORDER BY conversation.id, message.seq`,
      [
        positions.map(({ workspaceId }) => workspaceId),
        positions.map(({ conversationId }) => conversationId),
        positions.map(({ after }) => after),
        limit,
      ],
    );
    const found = new Map<string, NextMessages>();
    for (const { conversationId, endedAt, closedReason, ...message } of rows) {
      const end = endedAt !== null && closedReason !== null ? { at: endedAt, reason: closedReason } : null;
      const next = found.get(conversationId) ?? { conversationId, end, messages: [] };
      found.set(conversationId, next);
      if (isMessage(message)) next.messages.push(message);
    }
    return [...found.values()];
  }

  /** What has happened to these streams that they have not shown yet. Streams without news are left out. */
  async news(
    streams: readonly EventStream[],
  ): Promise<{ stream: EventStream; kind: 'changed' | 'token revoked' }[]> {
    const rows = await this.database.query<{ index: number; isRevoked: boolean }>(
      `SELECT stream.index::int AS index, token.token_hash IS NULL AS "isRevoked"
         FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::int[]) WITH ORDINALITY
              AS stream(workspace_id, conversation_id, token_hash, last_seq, index)
         LEFT JOIN visitor_tokens token ON token.token_hash = stream.token_hash
              AND token.workspace_id = stream.workspace_id AND token.conversation_id = stream.conversation_id
         LEFT JOIN conversations conversation ON conversation.workspace_id = stream.workspace_id
              AND conversation.id = stream.conversation_id
        WHERE token.token_hash IS NULL OR conversation.message_seq > stream.last_seq OR conversation.status = 'closed'`,
      [
        streams.map(({ owner }) => owner.workspaceId),
        streams.map(({ owner }) => owner.conversationId),
        streams.map(({ owner }) => owner.tokenHash),
        streams.map(({ lastSeq }) => lastSeq),
      ],
    );
    return rows.flatMap(({ index, isRevoked }) => {
      const stream = streams[index - 1];
      return stream ? [{ stream, kind: isRevoked ? ('token revoked' as const) : ('changed' as const) }] : [];
    });
  }
}

/** A conversation without a further message has one row without one. */
function isMessage(message: { [Key in keyof Message]: Message[Key] | null }): message is Message {
  return message.id !== null;
}
