import { newId } from '@flowforge/contracts/ids';
import type { Principal } from '@flowforge/service-kit/auth/principal';
import { notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { Inject, Injectable } from '@nestjs/common';
import { afterAgentMessage } from '../conversation/conversation.js';
import { ConversationTransactions } from '../conversation/conversation-transactions.service.js';
import { ConversationStore } from '../conversation/conversation.store.js';
import { requireOpen, requireRoomFor } from '../conversation/require-open.js';
import { type MessageDto, messageDto } from '../message/message.dto.js';
import type { Message } from '../message/message.js';
import { MessageStore } from '../message/message.store.js';

@Injectable()
export class SendAgentMessageService {
  constructor(
    @Inject(ConversationTransactions) private readonly transactions: ConversationTransactions,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(MessageStore) private readonly messages: MessageStore,
  ) {}

  /**
   * Stores a message of a person of the business. The visitor's event streams show it.
   *
   * @throws Problem 404; 409 `conversation_closed` or `conversation_full`; 429 and 503 as `ConversationTransactions` does
   */
  send(
    caller: { workspaceId: string; principal: Principal },
    request: IdempotencyRequest,
    conversationId: string,
    text: string,
  ): Promise<Answer<MessageDto>> {
    return this.transactions.run(caller.workspaceId, conversationId, (tx) =>
      withIdempotencyKey(tx, request, caller.principal, async () => {
        const locked = await this.conversations.lock(tx, conversationId);
        if (!locked) throw notFound('conversation');
        const { conversation, now } = locked;
        requireOpen(conversation);
        requireRoomFor(conversation, 1);
        const message: Message = {
          id: newId(),
          seq: conversation.messageSeq + 1,
          role: 'agent',
          text,
          clientId: null,
          replyTo: null,
          createdAt: now,
        };
        await this.messages.insert(tx, conversationId, [message]);
        await this.conversations.save(tx, afterAgentMessage(conversation, now));
        return { status: 201, body: messageDto(message) };
      }),
    );
  }
}
