import { useQuery } from '@tanstack/react-query';
import { capturedFormsQuery, capturedIntentsQuery, messagesQuery } from '../api/conversations.js';
import { webhookChoicesQuery } from '../api/webhooks.js';
import { useConversationDeliveries } from './use-conversation-deliveries.js';

/** Whether all that a conversation shows was loaded, or has failed. Shown part by part, it would push the page about. */
export function useIsConversationLoaded(id: string, isLive: boolean): boolean {
  const messages = useQuery(messagesQuery(id, isLive));
  const intents = useQuery(capturedIntentsQuery(id, isLive));
  const forms = useQuery(capturedFormsQuery(id, isLive));
  const { query: deliveries } = useConversationDeliveries(id);
  const webhooks = useQuery(webhookChoicesQuery);
  return [messages, intents, forms, deliveries, webhooks].every(({ isPending }) => !isPending);
}
