import type { ChatApi } from '../api/chat-api.client.js';
import type { Result } from '../api/failure.js';
import type { Session } from '../api/types.js';
import { withMessages } from '../conversation/conversation.js';
import type { Tabs } from '../updates/tabs.client.js';
import type { ChatState } from './chat-state.js';
import type { ChatConnection } from './connection.worker.js';
import type { SessionStore } from './session.store.js';
import type { Store } from './store.js';

/** The session of the conversation; starts one when there is none. Two tabs that begin at once get the same one. */
export function sessionOf(
  state: Store<ChatState>,
  api: ChatApi,
  tabs: Tabs,
  sessions: SessionStore,
  connection: ChatConnection,
): Promise<Result<Session>> {
  const own = state.value.conversation.session;
  if (own !== null) return Promise.resolve({ ok: true, value: own });
  return tabs.exclusively('start', async () => {
    const { session: started } = state.value.conversation;
    if (started !== null) return { ok: true, value: started };
    const shared = sessions.load();
    if (shared.session !== null && shared.end === null) {
      connection.change(({ pending }) => ({ ...shared, pending }));
      connection.follow();
      return { ok: true, value: shared.session };
    }
    const answer = await api.start(state.value.settings.id);
    if (!answer.ok) return answer;
    const { conversation_id: conversationId, visitor_token: token, messages } = answer.value;
    if (token === null) return { ok: false, failure: { kind: 'unreachable', retryAfterMs: null } };
    const session = { conversationId, token };
    connection.change((conversation) => withMessages({ ...conversation, session }, messages));
    connection.follow();
    return { ok: true, value: session };
  });
}
