import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';

/** One time that a form was offered or opened in a conversation; submitted at most once. */
export interface FormInstance {
  id: string;
  formId: string;
  /** What it was submitted as, or null. */
  capturedFormId: string | null;
}

const SELECT = `SELECT instance.id, instance.form_id AS "formId", captured.id AS "capturedFormId"
   FROM form_instances instance
   LEFT JOIN captured_forms captured ON captured.conversation_id = instance.conversation_id
    AND captured.form_instance_id = instance.id AND captured.workspace_id = instance.workspace_id
  WHERE instance.workspace_id = $1 AND instance.conversation_id = $2`;

@Injectable()
export class FormInstanceStore {
  /** @param offeredBy the assistant's message that offers it, or null when the visitor opened it */
  async open(
    tx: WorkspaceTransaction,
    conversationId: string,
    formId: string,
    offeredBy: string | null,
    now: Instant,
  ): Promise<FormInstance> {
    const id = newId();
    await tx.query(
      `INSERT INTO form_instances (id, workspace_id, conversation_id, form_id, offered_by, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, tx.workspaceId, conversationId, formId, offeredBy, now],
    );
    return { id, formId, capturedFormId: null };
  }

  async find(tx: WorkspaceTransaction, conversationId: string, id: string): Promise<FormInstance | null> {
    const [row] = await tx.query<FormInstance>(`${SELECT} AND instance.id = $3`, [
      tx.workspaceId,
      conversationId,
      id,
    ]);
    return row ?? null;
  }

  /** The one that one of these messages offered. */
  async offeredBy(
    tx: WorkspaceTransaction,
    conversationId: string,
    messageIds: readonly string[],
  ): Promise<FormInstance | null> {
    const [row] = await tx.query<FormInstance>(`${SELECT} AND instance.offered_by = ANY($3::uuid[])`, [
      tx.workspaceId,
      conversationId,
      messageIds,
    ]);
    return row ?? null;
  }

  /** The oldest one of a form that was offered and not submitted yet. */
  async oldestOpen(
    tx: WorkspaceTransaction,
    conversationId: string,
    formId: string,
  ): Promise<FormInstance | null> {
    const [row] = await tx.query<FormInstance>(
      `${SELECT} AND instance.form_id = $3 AND captured.id IS NULL ORDER BY instance.opened_at, instance.id LIMIT 1`,
      [tx.workspaceId, conversationId, formId],
    );
    return row ?? null;
  }
}
