import type { Conversation } from '../../../api/conversations.js';

/** How a conversation is named in a list: by its first message. */
export function firstLine({ first_message, status }: Pick<Conversation, 'first_message' | 'status'>): string {
  return first_message ?? (status === 'open' ? 'Nothing was said yet' : 'Nothing was said');
}
