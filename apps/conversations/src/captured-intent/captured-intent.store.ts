import type { Instant } from '@flowforge/contracts/time';
import type { Page } from '@flowforge/postgres/page';
import { columnFilters, listPage, type PageRequest } from '@flowforge/postgres/page.store';
import { instantSql } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { type TimeRange, timeRangeFilters } from '../time-range/time-range.js';

/** An intent that was recognised in a conversation: the first time it was. */
export interface CapturedIntent {
  id: string;
  conversationId: string;
  intentId: string;
  intentName: string;
  assistantId: string;
  widgetId: string;
  /** The visitor's message that showed it. */
  messageId: string;
  message: string;
  confidence: number;
  /** The next best guess; null where there was none. */
  runnerUpIntentId: string | null;
  runnerUpConfidence: number | null;
  eventId: string;
  createdAt: Instant;
}

const COLUMNS = `id, conversation_id AS "conversationId", intent_id AS "intentId", intent_name AS "intentName",
  assistant_id AS "assistantId", widget_id AS "widgetId", message_id AS "messageId", message, confidence,
  runner_up_intent_id AS "runnerUpIntentId", runner_up_confidence AS "runnerUpConfidence",
  event_id AS "eventId", ${instantSql('created_at')} AS "createdAt"`;

/** Which rows a list shows; a filter that is undefined does not apply. */
export interface CapturedIntentFilters {
  created: TimeRange;
  intentId: string | undefined;
  conversationId: string | undefined;
  assistantId: string | undefined;
  widgetId: string | undefined;
}

@Injectable()
export class CapturedIntentStore {
  async insert(tx: WorkspaceTransaction, captured: CapturedIntent): Promise<void> {
    await tx.query(
      `INSERT INTO captured_intents (id, workspace_id, conversation_id, intent_id, intent_name, assistant_id, widget_id,
              message_id, message, confidence, event_id, created_at, runner_up_intent_id, runner_up_confidence)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        ...[captured.id, tx.workspaceId, captured.conversationId, captured.intentId, captured.intentName],
        ...[captured.assistantId, captured.widgetId, captured.messageId, captured.message],
        ...[captured.confidence, captured.eventId, captured.createdAt],
        ...[captured.runnerUpIntentId, captured.runnerUpConfidence],
      ],
    );
  }

  /** Whether the conversation has shown this intent before; asked under its lock. */
  async isCaptured(tx: WorkspaceTransaction, conversationId: string, intentId: string): Promise<boolean> {
    const rows = await tx.query<object>(
      `SELECT FROM captured_intents WHERE workspace_id = $1 AND conversation_id = $2 AND intent_id = $3`,
      [tx.workspaceId, conversationId, intentId],
    );
    return rows.length > 0;
  }

  async find(tx: WorkspaceTransaction, id: string): Promise<CapturedIntent | null> {
    const [row] = await tx.query<CapturedIntent>(
      `SELECT ${COLUMNS} FROM captured_intents WHERE workspace_id = $1 AND id = $2`,
      [tx.workspaceId, id],
    );
    return row ?? null;
  }

  list(
    tx: WorkspaceTransaction,
    page: PageRequest,
    filters: CapturedIntentFilters,
  ): Promise<Page<CapturedIntent>> {
    const columns = columnFilters({
      intent_id: filters.intentId,
      conversation_id: filters.conversationId,
      assistant_id: filters.assistantId,
      widget_id: filters.widgetId,
    });
    const where = [...columns, ...timeRangeFilters('created_at', filters.created)];
    return listPage<CapturedIntent>(tx, { table: 'captured_intents', columns: COLUMNS, where, ...page });
  }
}
