import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { WidgetStore } from '../widget/widget.store.js';

@Injectable()
export class DeleteAssistantService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(WidgetStore) private readonly widgets: WidgetStore,
  ) {}

  /**
   * Deletes an assistant and its widgets in one transaction. The row lock makes a writer that adds a widget meanwhile wait, and
   * then find no assistant.
   *
   * @throws Problem 404; 412 when the caller expects another revision
   */
  delete(workspaceId: string, id: string, expectedRevisions: ExpectedRevisions): Promise<void> {
    return this.database.transaction(workspaceId, async (tx) => {
      const row = await this.assistants.lockMatching(tx, 'assistant', id, expectedRevisions);
      await this.widgets.deleteOfAssistant(tx, id);
      await this.assistants.delete(tx, row);
    });
  }
}
