import { conflict } from '@flowforge/service-kit/http/problem';
import type { Conversation } from './conversation.js';

/** @throws Problem 409 `conversation_closed` */
export function requireOpen(conversation: Conversation): void {
  if (conversation.end === null) return;
  throw conflict('conversation_closed', 'The conversation is closed; start another one.');
}
