import { conflict, type Problem } from '@flowforge/service-kit/http/problem';
import { type Conversation, hasRoomFor } from './conversation.js';

/** @throws Problem 409 `conversation_closed` */
export function requireOpen(conversation: Conversation): void {
  if (conversation.end === null) return;
  throw conversationClosed();
}

/** 409: nothing more can be added to a closed conversation. */
export function conversationClosed(): Problem {
  return conflict('conversation_closed', 'The conversation is closed. Start another one.');
}

/** @throws Problem 409 `conversation_full` when `count` more messages do not fit */
export function requireRoomFor(conversation: Conversation, count: number): void {
  if (!hasRoomFor(conversation, count)) throw conversationFull();
}

/** 409: no further message fits into the conversation. */
export function conversationFull(): Problem {
  return conflict(
    'conversation_full',
    'The conversation has reached its maximum of messages. Start another one.',
  );
}
