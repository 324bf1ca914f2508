import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { VersionedResourceStore } from '../versioned-resource/versioned-resource.store.js';
import { WidgetEntity } from './widget.entity.js';

@Injectable()
export class WidgetStore extends VersionedResourceStore<WidgetEntity> {
  constructor() {
    super(WidgetEntity, 'widgets');
  }

  /** Deletes a widget, and keeps its allowed origins for the conversations that it has started. */
  override async delete(tx: WorkspaceTransaction, { id }: WidgetEntity): Promise<void> {
    await this.deleteBy(tx, 'id', id);
  }

  /** Deletes all widgets of an assistant in the same way. Returns their ids. */
  deleteOfAssistant(tx: WorkspaceTransaction, assistantId: string): Promise<string[]> {
    return this.deleteBy(tx, 'assistant_id', assistantId);
  }

  private async deleteBy(
    tx: WorkspaceTransaction,
    column: 'id' | 'assistant_id',
    value: string,
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `WITH deleted AS (DELETE FROM widgets WHERE workspace_id = $1 AND ${column} = $2
                        RETURNING id, workspace_id, allowed_origins)
       INSERT INTO deleted_widgets (id, workspace_id, allowed_origins) SELECT * FROM deleted RETURNING id`,
      [tx.workspaceId, value],
    );
    return rows.map(({ id }) => id);
  }
}
