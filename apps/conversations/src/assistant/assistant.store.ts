import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { EditableStore } from '../editable/editable.store.js';
import { Assistant } from './assistant.entity.js';

@Injectable()
export class AssistantStore extends EditableStore<Assistant> {
  constructor() {
    super(Assistant, 'assistants');
  }

  /** Takes a form that is about to be removed out of every list. Call it while the form's row is locked. */
  async forgetForm(tx: WorkspaceTransaction, formId: string): Promise<void> {
    await tx.query(
      `UPDATE assistants SET form_ids = array_remove(form_ids, $2), revision = revision + 1, updated_at = clock_timestamp()
        WHERE workspace_id = $1 AND $2::uuid = ANY(form_ids)`,
      [tx.workspaceId, formId],
    );
  }

  /** Takes an intent that is about to be removed out of every list. Call it while the intent's row is locked. */
  async forgetIntent(tx: WorkspaceTransaction, intentId: string): Promise<void> {
    await tx.query(
      `UPDATE assistants SET intent_ids = array_remove(intent_ids, $2), revision = revision + 1, updated_at = clock_timestamp()
        WHERE workspace_id = $1 AND $2::uuid = ANY(intent_ids)`,
      [tx.workspaceId, intentId],
    );
  }
}
