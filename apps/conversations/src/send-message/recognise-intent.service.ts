import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { inSpan } from '@flowforge/tracing/spans';
import { Inject, Injectable } from '@nestjs/common';
import { ConversationStore } from '../conversation/conversation.store.js';
import { IntentStore } from '../intent/intent.store.js';
import { IntentClassifier } from '../intent-classifier/intent-classifier.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';

export interface RecognisedIntent {
  intentId: string;
  /** 0 to 1. */
  confidence: number;
  /** The next best guess; null where there is none. */
  runnerUp: { intentId: string; confidence: number } | null;
}

/** Finds the intent of a message. It holds neither a lock nor a connection while it classifies. */
@Injectable()
export class RecogniseIntentService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(IntentClassifier) private readonly classifier: IntentClassifier,
  ) {}

  /** @returns null when no intent is recognised, or the conversation is closed. The intent may be deleted meanwhile. */
  recognise(visitor: Visitor, text: string): Promise<RecognisedIntent | null> {
    return inSpan('recognise intent', {}, async (span) => {
      const recognised = await this.intentOf(visitor, text);
      span?.setAttribute('flowforge.intent_recognised', recognised !== null);
      return recognised;
    });
  }

  private async intentOf(visitor: Visitor, text: string): Promise<RecognisedIntent | null> {
    const found = await this.database.transaction(visitor.workspaceId, async (tx) => {
      const conversation = await this.conversations.find(tx, visitor.conversationId);
      if (!conversation || conversation.endedAt !== null) return null;
      const { assistantId } = conversation;
      return { assistantId, intents: await this.intents.usableBy(tx, assistantId) };
    });
    if (found === null) return null;
    const { workspaceId } = visitor;
    const { assistantId, intents } = found;
    const { intent_id, confidence, ranking } = await this.classifier.classify(text, intents, {
      workspaceId,
      assistantId,
    });
    if (intent_id === null) return null;
    const runnerUp = ranking.find((entry) => entry.intent_id !== intent_id);
    return {
      intentId: intent_id,
      confidence,
      runnerUp: runnerUp ? { intentId: runnerUp.intent_id, confidence: runnerUp.confidence } : null,
    };
  }
}
