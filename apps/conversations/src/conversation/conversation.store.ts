import type { Instant } from '@flowforge/contracts/time';
import type { ClosedReason } from '@flowforge/contracts/words';
import type { Page } from '@flowforge/postgres/page';
import { columnFilters, listPage, type PageRequest } from '@flowforge/postgres/page.store';
import { instantSql } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import { ConversationChanges } from './conversation-changes.js';
import type { Conversation } from './conversation.js';

/** A conversation as it is read for the business. */
export interface ConversationRow extends Omit<Conversation, 'end' | 'workspaceId'> {
  endedAt: Instant | null;
  closedReason: ClosedReason | null;
}

const COLUMNS = `id, assistant_id AS "assistantId", widget_id AS "widgetId", channel, device_type AS "deviceType",
  attributes, contact_id AS "contactId", first_message AS "firstMessage", chat_count AS "chatCount",
  message_seq AS "messageSeq", event_seq AS "eventSeq", ${instantSql('started_at')} AS "startedAt",
  ${instantSql('last_activity_at')} AS "lastActivityAt", idle_close_minutes AS "idleCloseMinutes",
  ${instantSql('idle_close_at')} AS "idleCloseAt", ${instantSql('agent_wrote_at')} AS "agentWroteAt", ${instantSql('ended_at')} AS "endedAt",
  closed_reason AS "closedReason"`;

/** Which rows a list shows; a filter that is undefined does not apply. */
export interface ConversationFilters {
  assistantId: string | undefined;
  widgetId: string | undefined;
  contactId: string | undefined;
  status: string | undefined;
}

@Injectable()
export class ConversationStore {
  constructor(@Inject(ConversationChanges) private readonly changes: ConversationChanges) {}

  async insert(tx: WorkspaceTransaction, conversation: Conversation): Promise<void> {
    const { attributes, startedAt } = conversation;
    await tx.query(
      `INSERT INTO conversations (id, workspace_id, assistant_id, widget_id, channel, device_type, attributes, message_seq,
              started_at, last_activity_at, idle_close_minutes, idle_close_at, idle_check_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $11)`,
      [
        ...[conversation.id, tx.workspaceId, conversation.assistantId, conversation.widgetId],
        ...[
          conversation.channel,
          conversation.deviceType,
          JSON.stringify(attributes),
          conversation.messageSeq,
        ],
        ...[startedAt, conversation.idleCloseMinutes, conversation.idleCloseAt],
      ],
    );
  }

  /**
   * Locks the conversation and then reads the clock. Every writer starts with it. Null when the conversation is not of this
   * workspace.
   */
  async lock(
    tx: WorkspaceTransaction,
    id: string,
  ): Promise<{ conversation: Conversation; now: Instant } | null> {
    const [row] = await tx.query<ConversationRow>(
      `SELECT ${COLUMNS} FROM conversations WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
      [tx.workspaceId, id],
    );
    if (!row) return null;
    // A separate statement: the locking one may read the clock before it waits for the lock.
    return { conversation: conversationOf(tx.workspaceId, row), now: await tx.clock() };
  }

  /** Saves a conversation that was changed under its lock. After the commit the change is reported. */
  async save(tx: WorkspaceTransaction, conversation: Conversation): Promise<void> {
    await tx.query(
      `UPDATE conversations
          SET contact_id = $3, first_message = $4, chat_count = $5, message_seq = $6, event_seq = $7,
              last_activity_at = $8, idle_close_at = $9, ended_at = $10, closed_reason = $11, agent_wrote_at = $12,
              status = CASE WHEN $11::text IS NULL THEN 'open' ELSE 'closed' END
        WHERE workspace_id = $1 AND id = $2`,
      [
        ...[tx.workspaceId, conversation.id, conversation.contactId, conversation.firstMessage],
        ...[conversation.chatCount, conversation.messageSeq, conversation.eventSeq],
        ...[conversation.lastActivityAt, conversation.idleCloseAt],
        ...[conversation.end?.at ?? null, conversation.end?.reason ?? null, conversation.agentWroteAt],
      ],
    );
    const { id: conversationId, messageSeq, end } = conversation;
    tx.afterCommit(() => this.changes.publish({ conversationId, messageSeq, isClosed: end !== null }));
  }

  async find(tx: WorkspaceTransaction, id: string): Promise<ConversationRow | null> {
    const [row] = await tx.query<ConversationRow>(
      `SELECT ${COLUMNS} FROM conversations WHERE workspace_id = $1 AND id = $2`,
      [tx.workspaceId, id],
    );
    return row ?? null;
  }

  list(
    tx: WorkspaceTransaction,
    page: PageRequest,
    filters: ConversationFilters,
  ): Promise<Page<ConversationRow>> {
    const where = columnFilters({
      assistant_id: filters.assistantId,
      widget_id: filters.widgetId,
      contact_id: filters.contactId,
      status: filters.status,
    });
    return listPage<ConversationRow>(tx, { table: 'conversations', columns: COLUMNS, where, ...page });
  }
}

function conversationOf(workspaceId: string, row: ConversationRow): Conversation {
  const { endedAt, closedReason, ...rest } = row;
  const end = endedAt !== null && closedReason !== null ? { at: endedAt, reason: closedReason } : null;
  return { ...rest, workspaceId, end };
}
