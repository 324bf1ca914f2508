import { instantSql } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import type { Message } from './message.js';

const COLUMNS = `id, seq, role, text, client_id AS "clientId", reply_to AS "replyTo", ${instantSql('created_at')} AS "createdAt"`;

@Injectable()
export class MessageStore {
  /** Stores messages. The caller holds the conversation's lock, so their numbers have no gaps. */
  async insert(
    tx: WorkspaceTransaction,
    conversationId: string,
    messages: readonly Message[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO messages (workspace_id, conversation_id, id, seq, role, text, client_id, reply_to, created_at)
       SELECT $1, $2, * FROM unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[])`,
      [
        ...[tx.workspaceId, conversationId],
        ...[messages.map((message) => message.id), messages.map((message) => message.seq)],
        ...[messages.map((message) => message.role), messages.map((message) => message.text)],
        ...[messages.map((message) => message.clientId), messages.map((message) => message.replyTo)],
        messages.map((message) => message.createdAt),
      ],
    );
  }

  /** The visitor's message with this client id and all replies to it, by number; empty when there is none. */
  turnOf(tx: WorkspaceTransaction, conversationId: string, clientId: string): Promise<Message[]> {
    return tx.query<Message>(
      `SELECT ${COLUMNS} FROM messages
        WHERE workspace_id = $1 AND conversation_id = $2
          AND (client_id = $3 OR reply_to = (SELECT id FROM messages
                WHERE workspace_id = $1 AND conversation_id = $2 AND client_id = $3))
        ORDER BY seq`,
      [tx.workspaceId, conversationId, clientId],
    );
  }

  /** Up to `limit` messages with a number above `seq`, oldest first. */
  after(tx: WorkspaceTransaction, conversationId: string, seq: number, limit: number): Promise<Message[]> {
    return tx.query<Message>(
      `SELECT ${COLUMNS} FROM messages WHERE workspace_id = $1 AND conversation_id = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
      [tx.workspaceId, conversationId, seq, limit],
    );
  }
}
