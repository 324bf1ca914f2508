import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { CapturedIntentStore } from '../captured-intent/captured-intent.store.js';
import type { Conversation } from '../conversation/conversation.js';
import { capturedIntentCreated } from '../conversation/conversation-event.js';
import { ConversationEventStore } from '../conversation/conversation-event.store.js';
import type { Message } from '../message/message.js';

/** An intent and the message that shows it. */
export interface IntentInMessage {
  intent: { id: string; name: string };
  confidence: number;
  /** The next best guess; null where there is none. */
  runnerUp: { intentId: string; confidence: number } | null;
  message: Message;
}

/** Captures an intent the first time that it is recognised in a conversation, and appends its event. */
@Injectable()
export class CaptureIntentService {
  constructor(
    @Inject(CapturedIntentStore) private readonly capturedIntents: CapturedIntentStore,
    @Inject(ConversationEventStore) private readonly events: ConversationEventStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param conversation as read under its lock, with the turn counted
   * @returns the conversation, with the event counted if there is one; the caller saves it
   */
  async capture(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    { intent, confidence, runnerUp, message }: IntentInMessage,
    now: Instant,
    traceparent: string | undefined,
  ): Promise<Conversation> {
    if (await this.capturedIntents.isCaptured(tx, conversation.id, intent.id)) return conversation;
    const eventId = newId();
    const captured = {
      id: newId(),
      conversationId: conversation.id,
      intentId: intent.id,
      intentName: intent.name,
      assistantId: conversation.assistantId,
      widgetId: conversation.widgetId,
      messageId: message.id,
      message: message.text,
      confidence,
      runnerUpIntentId: runnerUp?.intentId ?? null,
      runnerUpConfidence: runnerUp?.confidence ?? null,
      eventId,
      createdAt: now,
    };
    await this.capturedIntents.insert(tx, captured);
    const event = capturedIntentCreated(conversation, { eventId, now }, captured);
    tx.afterCommit(() =>
      this.log.info(
        {
          workspace_id: tx.workspaceId,
          conversation_id: conversation.id,
          captured_intent_id: captured.id,
          intent_id: intent.id,
          event_id: eventId,
          confidence,
        },
        'intent.captured',
      ),
    );
    return this.events.append(tx, conversation, event, traceparent);
  }
}
