import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import { ConversationStore } from '../conversation/conversation.store.js';
import { IntentStore } from '../intent/intent.store.js';
import { IntentClassifier } from '../intent-classifier/intent-classifier.js';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';

export interface RecognisedIntent {
  intentId: string;
  /** 0 to 1. */
  confidence: number;
}

/** Finds the intent of a message. It holds neither a lock nor a connection while it classifies. */
@Injectable()
export class RecogniseIntent {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(IntentClassifier) private readonly classifier: IntentClassifier,
    @Inject(ServiceMetrics) private readonly metrics: ServiceMetrics,
  ) {}

  /** @returns null when no intent is recognised, or the conversation is closed. The intent may be removed meanwhile. */
  async recognise(visitor: Visitor, text: string): Promise<RecognisedIntent | null> {
    const intents = await this.database.transaction(visitor.workspaceId, async (tx) => {
      const conversation = await this.conversations.find(tx, visitor.conversationId);
      if (!conversation || conversation.endedAt !== null) return [];
      return this.intents.usableBy(tx, conversation.assistantId);
    });
    const stopTimer = this.metrics.intentClassifySeconds.startTimer();
    const { intent_id, confidence } = await this.classifier.classify(text, intents);
    stopTimer();
    return intent_id === null ? null : { intentId: intent_id, confidence };
  }
}
