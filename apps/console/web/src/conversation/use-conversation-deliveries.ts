import { listDeliveries } from '../api/deliveries.js';
import { usePages } from '../api/pages.js';

/** The deliveries that a conversation caused, newest first, live. */
export function useConversationDeliveries(conversationId: string) {
  return usePages({
    queryKey: ['deliveries', 'of conversation', conversationId],
    load: (cursor) => listDeliveries({ conversation_id: conversationId }, cursor),
    isLive: true,
  });
}
