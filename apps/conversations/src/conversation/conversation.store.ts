import type { Instant } from '@flowforge/contracts/time';
import type { ClosedReason, MessageRole } from '@flowforge/contracts/words';
import type { Page } from '@flowforge/postgres/page';
import { columnFilters, listRowsById, type PageRequest } from '@flowforge/postgres/page.store';
import { instantSql } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import { type TimeRange, timeRangeFilters } from '../time-range/time-range.js';
import { ConversationChanges } from './conversation-changes.js';
import type { Conversation } from './conversation.js';

/** A conversation as it is read for the business. */
export interface ConversationRow extends Omit<Conversation, 'end' | 'workspaceId'> {
  endedAt: Instant | null;
  closedReason: ClosedReason | null;
}

/** A conversation with what lists of the console show of its content. */
export interface ConversationSummary extends ConversationRow {
  capturedForms: number;
  capturedIntents: number;
  /** Of the last message, the greeting included; null without any. The text is cut after 200 characters. */
  lastRole: MessageRole | null;
  lastText: string | null;
  lastMessageAt: Instant | null;
}

const COLUMNS = `id, assistant_id AS "assistantId", widget_id AS "widgetId", channel, device_type AS "deviceType",
  attributes, contact_id AS "contactId", first_message AS "firstMessage", chat_count AS "chatCount",
  message_seq AS "messageSeq", event_seq AS "eventSeq", ${instantSql('started_at')} AS "startedAt",
  ${instantSql('last_activity_at')} AS "lastActivityAt", idle_close_minutes AS "idleCloseMinutes",
  ${instantSql('idle_close_at')} AS "idleCloseAt", ${instantSql('agent_wrote_at')} AS "agentWroteAt", ${instantSql('ended_at')} AS "endedAt",
  closed_reason AS "closedReason"`;

const captures = (table: string): string =>
  `(SELECT count(*)::int FROM ${table} captured
     WHERE captured.workspace_id = conversations.workspace_id AND captured.conversation_id = conversations.id)`;

const SUMMARY = `SELECT ${COLUMNS}, ${captures('captured_forms')} AS "capturedForms", ${captures('captured_intents')} AS "capturedIntents",
       last.role AS "lastRole", left(last.text, 200) AS "lastText", ${instantSql('last.sent_at')} AS "lastMessageAt"
  FROM conversations
  LEFT JOIN LATERAL (SELECT message.role, message.text, message.created_at AS sent_at FROM messages message
                      WHERE message.workspace_id = conversations.workspace_id AND message.conversation_id = conversations.id
                        AND message.seq = conversations.message_seq) last ON true
 WHERE workspace_id = $1`;

/** Conversations in which something of a kind was captured. */
const HAS_CAPTURED = {
  form: 'id IN (SELECT conversation_id FROM captured_forms captured WHERE captured.workspace_id = conversations.workspace_id)',
  intent:
    'id IN (SELECT conversation_id FROM captured_intents captured WHERE captured.workspace_id = conversations.workspace_id)',
} as const;

/** Which rows a list shows; a filter that is undefined does not apply. */
export interface ConversationFilters {
  assistantId: string | undefined;
  widgetId: string | undefined;
  contactId: string | undefined;
  status: string | undefined;
  has: keyof typeof HAS_CAPTURED | undefined;
  started: TimeRange;
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

  async summary(tx: WorkspaceTransaction, id: string): Promise<ConversationSummary | null> {
    const [row] = await tx.query<ConversationSummary>(`${SUMMARY} AND id = $2`, [tx.workspaceId, id]);
    return row ?? null;
  }

  list(
    tx: WorkspaceTransaction,
    page: PageRequest,
    filters: ConversationFilters,
  ): Promise<Page<ConversationSummary>> {
    const columns = columnFilters({
      assistant_id: filters.assistantId,
      widget_id: filters.widgetId,
      contact_id: filters.contactId,
      status: filters.status,
    });
    const where = [
      ...columns,
      ...timeRangeFilters('started_at', filters.started),
      ...(filters.has === undefined ? [] : [{ sql: HAS_CAPTURED[filters.has] }]),
    ];
    return listRowsById(tx, { table: 'conversations', where, ...page }, (ids) =>
      tx.query<ConversationSummary>(`${SUMMARY} AND id = ANY($2::uuid[])`, [tx.workspaceId, ids]),
    );
  }
}

function conversationOf(workspaceId: string, row: ConversationRow): Conversation {
  const { endedAt, closedReason, ...rest } = row;
  const end = endedAt !== null && closedReason !== null ? { at: endedAt, reason: closedReason } : null;
  return { ...rest, workspaceId, end };
}
