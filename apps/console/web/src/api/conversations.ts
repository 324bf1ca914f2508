import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/conversations.js';
import { answer, done } from './answer.js';
import { api, type Paths } from './client.js';
import { LIVE_MS } from './pages.js';

export type Conversation = components['schemas']['Conversation'];
export type Message = components['schemas']['Message'];
export type CapturedIntent = components['schemas']['CapturedIntent'];
export type ConversationFilter = NonNullable<Paths['/v1/conversations']['get']['parameters']['query']>;

/** The API's longest page. */
const PAGE = 200;

/** A page of conversations, newest first. */
export function listConversations(filter: ConversationFilter, cursor: string | undefined) {
  return answer(api.GET('/v1/conversations', { params: { query: { ...filter, cursor } } }));
}

/** The newest conversation of an assistant, live; null when there is none. */
export function newestConversationQuery(assistantId: string) {
  return queryOptions({
    queryKey: ['conversations', 'newest', assistantId],
    queryFn: async () => {
      const { items } = await listConversations({ assistant_id: assistantId, limit: 1 }, undefined);
      return items[0] ?? null;
    },
    refetchInterval: LIVE_MS,
  });
}

/** One conversation, read again until it is closed. */
export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: ['conversations', 'one', id],
    queryFn: () => answer(api.GET('/v1/conversations/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.status === 'closed' ? false : LIVE_MS),
  });
}

/**
 * The messages of a conversation, at most 1,000, oldest first. They are read once more when the conversation has ended, because the
 * last ones may be newer than the last poll.
 */
export function messagesQuery(id: string, isLive: boolean) {
  return queryOptions({
    queryKey: ['conversations', 'messages', id, isLive],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const messages: Message[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 5; page += 1) {
        const { items, next_cursor } = await answer(
          api.GET('/v1/conversations/{id}/messages', {
            params: { path: { id }, query: { limit: PAGE, cursor } },
          }),
        );
        messages.push(...items);
        if (next_cursor === null) break;
        cursor = next_cursor;
      }
      return messages;
    },
    refetchInterval: isLive ? LIVE_MS : false,
  });
}

/** The intents that were recognised in a conversation. */
export function capturedIntentsQuery(conversationId: string, isLive: boolean) {
  return queryOptions({
    queryKey: ['captured-intents', conversationId, isLive],
    placeholderData: keepPreviousData,
    queryFn: () =>
      answer(
        api.GET('/v1/captured-intents', {
          params: { query: { conversation_id: conversationId, limit: PAGE } },
        }),
      ),
    refetchInterval: isLive ? LIVE_MS : false,
  });
}

/** The forms that were submitted in a conversation. */
export function capturedFormsQuery(conversationId: string, isLive: boolean) {
  return queryOptions({
    queryKey: ['captured-forms', conversationId, isLive],
    placeholderData: keepPreviousData,
    queryFn: () =>
      answer(
        api.GET('/v1/captured-forms', {
          params: { query: { conversation_id: conversationId, limit: PAGE } },
        }),
      ),
    refetchInterval: isLive ? LIVE_MS : false,
  });
}

/** Answers as a member of the team. */
export function sendAgentMessage(id: string, text: string): Promise<Message> {
  return answer(api.POST('/v1/conversations/{id}/messages', { params: { path: { id } }, body: { text } }));
}

export function closeConversation(id: string): Promise<void> {
  return done(api.POST('/v1/conversations/{id}/close', { params: { path: { id } }, body: {} }));
}
