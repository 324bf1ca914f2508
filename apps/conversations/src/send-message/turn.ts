import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import { type Conversation, touched } from '../conversation/conversation.js';
import type { Message } from '../message/message.js';

/** What a visitor sends. */
export interface SendMessageCommand {
  text: string;
  /** The client's own id of the message, unique in the conversation; null when it gives none. */
  clientId: string | null;
  /** W3C trace context of the request, stored with the event. */
  traceparent: string | undefined;
}

/** The messages that one visitor's message adds to a conversation: itself and any number of replies. */
export interface Turn {
  message: Message;
  replies: readonly Message[];
}

/** Numbers the visitor's message and the replies after the conversation's last message. */
export function newTurn(
  conversation: Conversation,
  command: SendMessageCommand,
  replyTexts: readonly string[],
  now: Instant,
): Turn {
  const message: Message = {
    id: newId(),
    seq: conversation.messageSeq + 1,
    role: 'visitor',
    text: command.text,
    clientId: command.clientId,
    replyTo: null,
    createdAt: now,
  };
  const replies = replyTexts.map((text, index): Message => ({
    id: newId(),
    seq: message.seq + 1 + index,
    role: 'assistant',
    text,
    clientId: null,
    replyTo: message.id,
    createdAt: now,
  }));
  return { message, replies };
}

/** The conversation with the turn counted. */
export function afterTurn(conversation: Conversation, { message, replies }: Turn): Conversation {
  const count = 1 + replies.length;
  return {
    ...touched(conversation, message.createdAt),
    firstMessage: conversation.firstMessage ?? message.text,
    chatCount: conversation.chatCount + count,
    messageSeq: conversation.messageSeq + count,
  };
}
