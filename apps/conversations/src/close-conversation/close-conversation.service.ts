import type { AuditActor } from '@flowforge/contracts/audit/audit-entry';
import { newId } from '@flowforge/contracts/ids';
import { type Instant, toApiTime } from '@flowforge/contracts/time';
import type { ClosedReason } from '@flowforge/contracts/words';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Principal } from '@flowforge/service-kit/auth/principal';
import { notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import {
  closed,
  type Conversation,
  type ConversationEnd,
  durationSeconds,
  isIdle,
  MESSAGES_MAX,
} from '../conversation/conversation.js';
import { conversationClosed } from '../conversation/conversation-event.js';
import { ConversationEventStore } from '../conversation/conversation-event.store.js';
import { ConversationTransactions } from '../conversation/conversation-transactions.service.js';
import { ConversationStore } from '../conversation/conversation.store.js';
import { toTranscript } from '../message/message.js';
import { MessageStore } from '../message/message.store.js';
import type { ClosedConversationDto } from './close-conversation.dto.js';

export interface CloseConversationCommand {
  conversationId: string;
  reason: ClosedReason;
  /** The member of the team or the api key that closes it, for the audit log; null for the visitor. */
  actor: AuditActor | null;
  /** W3C trace context of the request, stored with the event. */
  traceparent: string | undefined;
}

@Injectable()
export class CloseConversationService {
  constructor(
    @Inject(ConversationTransactions) private readonly transactions: ConversationTransactions,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(MessageStore) private readonly messages: MessageStore,
    @Inject(ConversationEventStore) private readonly events: ConversationEventStore,
    @Inject(AuditOutbox) private readonly audit: AuditOutbox,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Closes a conversation on request. A closed one keeps its reason and gets no second event.
   *
   * @throws Problem 404; 429 and 503 as `ConversationTransactions` does
   */
  close(
    caller: { workspaceId: string; principal: Principal },
    request: IdempotencyRequest,
    { conversationId, reason, actor, traceparent }: CloseConversationCommand,
  ): Promise<Answer<ClosedConversationDto>> {
    return this.transactions.run(caller.workspaceId, conversationId, (tx) =>
      withIdempotencyKey(tx, request, caller.principal, async () => {
        const locked = await this.conversations.lock(tx, conversationId);
        if (!locked) throw notFound('conversation');
        const { conversation, now } = locked;
        if (conversation.end) return { status: 200, body: closedDto(conversationId, conversation.end) };
        const end = await this.end(tx, conversation, reason, now, traceparent);
        if (actor) {
          const target = { kind: 'conversation', id: conversationId, name: null } as const;
          await this.audit.append(tx, actor, { action: 'conversation.closed', target });
        }
        return { status: 200, body: closedDto(conversationId, end) };
      }),
    );
  }

  /** Closes a conversation if it is still idle under its lock: a message may have come since it was found. */
  closeIfIdle(workspaceId: string, conversationId: string): Promise<void> {
    return this.transactions.run(workspaceId, conversationId, async (tx) => {
      const locked = await this.conversations.lock(tx, conversationId);
      if (!locked || !isIdle(locked.conversation, locked.now)) return;
      await this.end(tx, locked.conversation, 'idle', locked.now, undefined);
    });
  }

  private async end(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    reason: ClosedReason,
    now: Instant,
    traceparent: string | undefined,
  ): Promise<ConversationEnd> {
    const startedAt = performance.now();
    const end = { at: now, reason };
    const eventId = newId();
    const messages = await this.messages.after(tx, conversation.id, 0, MESSAGES_MAX);
    const event = conversationClosed(conversation, { eventId, now }, end, messages.map(toTranscript));
    const numbered = await this.events.append(tx, conversation, event, traceparent);
    await this.conversations.save(tx, closed(numbered, reason, now));
    tx.afterCommit(() =>
      this.log.info(
        {
          workspace_id: tx.workspaceId,
          conversation_id: conversation.id,
          event_id: eventId,
          closed_reason: reason,
          chat_count: conversation.chatCount,
          conversation_seconds: durationSeconds(conversation, now),
          duration_ms: Math.round(performance.now() - startedAt),
        },
        'conversation.closed',
      ),
    );
    return end;
  }
}

function closedDto(conversationId: string, end: ConversationEnd): ClosedConversationDto {
  return {
    conversation_id: conversationId,
    status: 'closed',
    closed_reason: end.reason,
    ended_at: toApiTime(end.at),
  };
}
