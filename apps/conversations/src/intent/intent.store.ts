import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { VersionedResourceStore } from '../versioned-resource/versioned-resource.store.js';
import type { KnownIntent } from '../intent-classifier/intent-classifier.js';
import { Intent } from './intent.entity.js';

/** An intent as a conversation uses it. */
export interface UsableIntent extends KnownIntent {
  name: string;
  reply: string | null;
  form_id: string | null;
}

@Injectable()
export class IntentStore extends VersionedResourceStore<Intent> {
  constructor() {
    super(Intent, 'intents');
  }

  /**
   * The assistant's intents in its order. Each message reads them anew: an intent that any replica has answered with 2xx is
   * used from the next message on.
   */
  usableBy(tx: WorkspaceTransaction, assistantId: string): Promise<UsableIntent[]> {
    return tx.query<UsableIntent>(
      `SELECT intent.id, intent.name, intent.utterances, intent.reply, intent.form_id
         FROM assistants assistant
         CROSS JOIN LATERAL unnest(assistant.intent_ids) WITH ORDINALITY AS listed(id, place)
         JOIN intents intent ON intent.id = listed.id AND intent.workspace_id = assistant.workspace_id
        WHERE assistant.workspace_id = $1 AND assistant.id = $2
        ORDER BY listed.place`,
      [tx.workspaceId, assistantId],
    );
  }

  /** One intent of the assistant as it is now; null when it was removed or the assistant no longer uses it. */
  async usedBy(
    tx: WorkspaceTransaction,
    assistantId: string,
    intentId: string,
  ): Promise<UsableIntent | null> {
    const [intent] = await tx.query<UsableIntent>(
      `SELECT intent.id, intent.name, intent.utterances, intent.reply, intent.form_id
         FROM assistants assistant JOIN intents intent
           ON intent.workspace_id = assistant.workspace_id AND intent.id = ANY(assistant.intent_ids)
        WHERE assistant.workspace_id = $1 AND assistant.id = $2 AND intent.id = $3`,
      [tx.workspaceId, assistantId, intentId],
    );
    return intent ?? null;
  }

  /** Makes all intents stop offering a form. The caller holds the lock of the form's row. */
  async dropForm(tx: WorkspaceTransaction, formId: string): Promise<void> {
    await tx.query(
      `UPDATE intents SET form_id = NULL, revision = revision + 1, updated_at = clock_timestamp()
        WHERE workspace_id = $1 AND form_id = $2`,
      [tx.workspaceId, formId],
    );
  }
}
