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

/** A reply that is not numbered yet. */
export interface Reply {
  id: string;
  text: string;
}

/**
 * Numbers the visitor's message and the replies after the conversation's last message.
 *
 * @param messageId the id of the visitor's message
 */
export function newTurn(
  conversation: Conversation,
  command: SendMessageCommand,
  messageId: string,
  replies: readonly Reply[],
  now: Instant,
): Turn {
  const message: Message = {
    id: messageId,
    seq: conversation.messageSeq + 1,
    role: 'visitor',
    text: command.text,
    clientId: command.clientId,
    replyTo: null,
    createdAt: now,
  };
  const numbered = replies.map(({ id, text }, index): Message => ({
    id,
    seq: message.seq + 1 + index,
    role: 'assistant',
    text,
    clientId: null,
    replyTo: message.id,
    createdAt: now,
  }));
  return { message, replies: numbered };
}

/** The conversation after a turn: its counters include the message and the replies, and its first message is set. */
export function afterTurn(conversation: Conversation, { message, replies }: Turn): Conversation {
  const count = 1 + replies.length;
  return {
    ...touched(conversation, message.createdAt),
    firstMessage: conversation.firstMessage ?? message.text,
    chatCount: conversation.chatCount + count,
    messageSeq: conversation.messageSeq + count,
  };
}
