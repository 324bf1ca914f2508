import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { IntentStore } from '../intent/intent.store.js';
import { type Classification, IntentClassifier } from '../intent-classifier/intent-classifier.js';

export interface ClassifyIntentCommand {
  workspaceId: string;
  assistantId: string;
  text: string;
}

/** Answers which intent a text shows, as a conversation with the assistant would see it. It stores nothing. */
@Injectable()
export class ClassifyIntentService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(IntentClassifier) private readonly classifier: IntentClassifier,
  ) {}

  /** @throws Problem 404 for an assistant that the workspace does not have */
  async classify({ workspaceId, assistantId, text }: ClassifyIntentCommand): Promise<Classification> {
    const intents = await this.database.transaction(workspaceId, async (tx) => {
      if (!(await this.assistants.find(tx, assistantId))) throw notFound('assistant');
      return this.intents.usableBy(tx, assistantId);
    });
    return this.classifier.classify(text, intents, { workspaceId, assistantId });
  }
}
