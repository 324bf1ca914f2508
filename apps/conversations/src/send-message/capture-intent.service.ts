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

/** What was recognised in a message. */
export interface Recognised {
  intent: { id: string; name: string };
  confidence: number;
  message: Message;
}

/** Keeps an intent that was recognised, the first time it is in a conversation. */
@Injectable()
export class CaptureIntent {
  constructor(
    @Inject(CapturedIntentStore) private readonly capturedIntents: CapturedIntentStore,
    @Inject(ConversationEventStore) private readonly events: ConversationEventStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param conversation under its lock, the turn counted already
   * @returns the conversation, with the event counted if there was one
   */
  async once(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    { intent, confidence, message }: Recognised,
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
