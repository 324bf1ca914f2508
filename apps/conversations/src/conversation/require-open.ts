import { conflict, type Problem } from '@flowforge/service-kit/http/problem';
import type { Conversation } from './conversation.js';

/** @throws Problem 409 `conversation_closed` */
export function requireOpen(conversation: Conversation): void {
  if (conversation.end === null) return;
  throw conversationClosed();
}

/** 409: nothing more can be added to a closed conversation. */
export function conversationClosed(): Problem {
  return conflict('conversation_closed', 'The conversation is closed. Start another one.');
}
