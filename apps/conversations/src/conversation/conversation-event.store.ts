import { CAPTURED_FORM_CREATED_SUBJECT } from '@flowforge/contracts/events/captured-form-created';
import { CAPTURED_INTENT_CREATED_SUBJECT } from '@flowforge/contracts/events/captured-intent-created';
import { CONVERSATION_CLOSED_SUBJECT } from '@flowforge/contracts/events/conversation-closed';
import { type DomainEvent, encodeEvent } from '@flowforge/contracts/events/event';
import type { EventType } from '@flowforge/contracts/words';
import { OutboxRelay } from '@flowforge/outbox/outbox-relay';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import type { Conversation } from './conversation.js';

const SUBJECTS: Readonly<Record<EventType, string>> = {
  'captured_form.created': CAPTURED_FORM_CREATED_SUBJECT,
  'captured_intent.created': CAPTURED_INTENT_CREATED_SUBJECT,
  'conversation.closed': CONVERSATION_CLOSED_SUBJECT,
};

@Injectable()
export class ConversationEventStore {
  constructor(@Inject(OutboxRelay) private readonly relay: OutboxRelay) {}

  /**
   * Stores the event in the transaction of the fact, under the conversation's lock. After the commit it wakes the outbox
   * relay. Unique indexes refuse a second event with the same number, and a second closing event.
   *
   * @returns the conversation with the event counted; the caller saves it
   */
  async append(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    event: DomainEvent,
    traceparent: string | undefined,
  ): Promise<Conversation> {
    await tx.query(
      `INSERT INTO conversation_events (conversation_id, seq, workspace_id, event_id, type) VALUES ($1, $2, $3, $4, $5)`,
      [conversation.id, event.conversation_seq, tx.workspaceId, event.id, event.type],
    );
    await this.relay.append(tx, {
      id: event.id,
      subject: SUBJECTS[event.type],
      payload: encodeEvent(event),
      ...(traceparent === undefined ? {} : { traceparent }),
    });
    return { ...conversation, eventSeq: event.conversation_seq };
  }
}
