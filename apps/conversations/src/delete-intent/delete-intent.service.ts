import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { IntentStore } from '../intent/intent.store.js';

@Injectable()
export class DeleteIntentService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(AuditOutbox) private readonly audit: AuditOutbox,
  ) {}

  /**
   * Deletes an intent and every reference to it in one transaction. The row lock makes a writer that adds a reference
   * meanwhile wait, and then find no intent.
   *
   * @throws Problem 404; 412 when the caller expects another revision
   */
  delete(caller: Caller, id: string, expectedRevisions: ExpectedRevisions): Promise<void> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const row = await this.intents.lockMatching(tx, 'intent', id, expectedRevisions);
      await this.assistants.dropIntent(tx, id);
      const target = { kind: 'intent', id, name: row.name } as const;
      await this.audit.append(tx, actorOf(caller), { action: 'intent.deleted', target });
      await this.intents.delete(tx, row);
    });
  }
}
