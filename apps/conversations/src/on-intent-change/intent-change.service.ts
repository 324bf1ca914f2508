import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { IntentChanges, type IntentChange } from '../intent/intent-changes.js';
import { IntentStore, type UsableIntent } from '../intent/intent.store.js';
import { TrainedClassifier } from '../intent-classifier/trained-classifier.service.js';

/** One change starts this many trainings at most. The other assistants are trained at their next message. */
const PREPARED_AT_MOST = 10;

/**
 * Starts the training of the assistants that a change concerns. It only saves the next message a wait: that message would
 * start the training itself, in this process or another.
 */
@Injectable()
export class OnIntentChange {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(TrainedClassifier) private readonly classifier: TrainedClassifier,
    @Inject(IntentChanges) changes: IntentChanges,
    @Inject(LOG) private readonly log: Log,
  ) {
    changes.onChange((change) => {
      this.prepare(change).catch((err: unknown) => this.log.error({ err }, 'intent_training.not_started'));
    });
  }

  private async prepare(change: IntentChange): Promise<void> {
    const { workspaceId } = change;
    const concerned = await this.database.transaction(workspaceId, async (tx) => {
      const ids =
        'assistantId' in change ? [change.assistantId] : await this.assistants.using(tx, change.intentId);
      const read: { assistantId: string; intents: UsableIntent[] }[] = [];
      for (const assistantId of ids.slice(0, PREPARED_AT_MOST)) {
        read.push({ assistantId, intents: await this.intents.usableBy(tx, assistantId) });
      }
      return read;
    });
    for (const { assistantId, intents } of concerned) {
      if (intents.length > 0) this.classifier.prepare(intents, { workspaceId, assistantId });
    }
  }
}
