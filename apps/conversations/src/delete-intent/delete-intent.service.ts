import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { IntentStore } from '../intent/intent.store.js';

@Injectable()
export class DeleteIntentService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
  ) {}

  /**
   * Deletes an intent and every reference to it in one transaction. The row lock makes a writer that adds a reference
   * meanwhile wait, and then find no intent.
   *
   * @throws Problem 404; 412 when the caller expects another revision
   */
  delete(workspaceId: string, id: string, expectedRevisions: ExpectedRevisions): Promise<void> {
    return this.database.transaction(workspaceId, async (tx) => {
      const row = await this.intents.lockMatching(tx, 'intent', id, expectedRevisions);
      await this.assistants.dropIntent(tx, id);
      await this.intents.delete(tx, row);
    });
  }
}
