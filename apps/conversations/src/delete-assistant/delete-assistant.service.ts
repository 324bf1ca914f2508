import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { WidgetStore } from '../widget/widget.store.js';

@Injectable()
export class DeleteAssistantService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(WidgetStore) private readonly widgets: WidgetStore,
    @Inject(AuditOutbox) private readonly audit: AuditOutbox,
  ) {}

  /**
   * Deletes an assistant and its widgets in one transaction. The row lock makes a writer that adds a widget meanwhile wait, and
   * then find no assistant.
   *
   * @throws Problem 404; 412 when the caller expects another revision
   */
  delete(caller: Caller, id: string, expectedRevisions: ExpectedRevisions): Promise<void> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const row = await this.assistants.lockMatching(tx, 'assistant', id, expectedRevisions);
      const target = { kind: 'assistant', id, name: row.name } as const;
      await this.audit.append(tx, actorOf(caller), { action: 'assistant.deleted', target });
      for (const widgetId of await this.widgets.deleteOfAssistant(tx, id)) {
        const widget = { kind: 'widget', id: widgetId, name: row.name } as const;
        await this.audit.append(tx, actorOf(caller), { action: 'widget.deleted', target: widget });
      }
      await this.assistants.delete(tx, row);
    });
  }
}
