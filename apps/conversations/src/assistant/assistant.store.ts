import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { VersionedResourceStore } from '../versioned-resource/versioned-resource.store.js';
import { AssistantEntity } from './assistant.entity.js';

@Injectable()
export class AssistantStore extends VersionedResourceStore<AssistantEntity> {
  constructor() {
    super(AssistantEntity, 'assistants');
  }

  /** The assistants that use an intent. */
  async using(tx: WorkspaceTransaction, intentId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM assistants WHERE workspace_id = $1 AND $2::uuid = ANY(intent_ids) ORDER BY id`,
      [tx.workspaceId, intentId],
    );
    return rows.map(({ id }) => id);
  }

  /** Removes a form's id from all assistants. The caller holds the lock of the form's row. */
  async dropForm(tx: WorkspaceTransaction, formId: string): Promise<void> {
    await tx.query(
      `UPDATE assistants SET form_ids = array_remove(form_ids, $2), revision = revision + 1, updated_at = clock_timestamp()
        WHERE workspace_id = $1
          AND id IN (SELECT id FROM assistants WHERE workspace_id = $1 AND $2::uuid = ANY(form_ids) ORDER BY id FOR NO KEY UPDATE)`,
      [tx.workspaceId, formId],
    );
  }

  /** Removes an intent's id from all assistants. The caller holds the lock of the intent's row. */
  async dropIntent(tx: WorkspaceTransaction, intentId: string): Promise<void> {
    await tx.query(
      `UPDATE assistants SET intent_ids = array_remove(intent_ids, $2), revision = revision + 1, updated_at = clock_timestamp()
        WHERE workspace_id = $1
          AND id IN (SELECT id FROM assistants WHERE workspace_id = $1 AND $2::uuid = ANY(intent_ids) ORDER BY id FOR NO KEY UPDATE)`,
      [tx.workspaceId, intentId],
    );
  }
}
