import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { FormStore } from '../form/form.store.js';
import { IntentStore } from '../intent/intent.store.js';

@Injectable()
export class DeleteFormService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(AuditOutbox) private readonly audit: AuditOutbox,
  ) {}

  /**
   * Deletes a form and every reference to it in one transaction. The row lock makes a writer that adds a reference
   * meanwhile wait, and then find no form.
   *
   * @throws Problem 404; 412 when the caller expects another revision
   */
  delete(caller: Caller, id: string, expectedRevisions: ExpectedRevisions): Promise<void> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const row = await this.forms.lockMatching(tx, 'form', id, expectedRevisions);
      await this.intents.dropForm(tx, id);
      await this.assistants.dropForm(tx, id);
      const target = { kind: 'form', id, name: row.name } as const;
      await this.audit.append(tx, actorOf(caller), { action: 'form.deleted', target });
      await this.forms.delete(tx, row);
    });
  }
}
