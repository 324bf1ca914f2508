import type { ChatApi } from '../api/chat-api.client.js';
import type { Message, Session } from '../api/types.js';
import {
  asEnded,
  completeSeq,
  type Conversation,
  type End,
  lastSeq,
  withMessages,
} from '../conversation/conversation.js';
import { merge, nextConversation } from '../conversation/merge.js';
import type { TabNews, Tabs } from '../updates/tabs.client.js';
import { Updates } from '../updates/updates.worker.js';
import { type ChatState, seen } from './chat-state.js';
import type { SessionStore } from './session.store.js';
import type { Store } from './store.js';

/** Keeps the conversation as it is on the server and in the visitor's other tabs. */
export class ChatConnection {
  private updates: { conversationId: string; worker: Updates } | null = null;
  private readonly listening = new AbortController();

  constructor(
    private readonly state: Store<ChatState>,
    private readonly api: ChatApi,
    private readonly tabs: Tabs,
    private readonly sessions: SessionStore,
    private readonly onBack: () => void,
  ) {}

  start(): void {
    const { signal } = this.listening;
    addEventListener('online', () => this.setOnline(true), { signal });
    addEventListener('offline', () => this.setOnline(false), { signal });
    document.addEventListener('visibilitychange', () => this.look(), { signal });
    // The browser brings a page back from its cache with its connections cut.
    addEventListener('pageshow', () => this.look(), { signal });
    this.sessions.listen((shared) => {
      this.change((own) => merge(own, shared));
      this.follow();
    });
    this.follow();
  }

  stop(): void {
    this.listening.abort();
    this.updates?.worker.stop();
    this.sessions.stop();
    this.tabs.stop();
  }

  /** Follows the conversation of the current session; ends when it has ended. */
  follow(): void {
    const { session, end } = this.state.value.conversation;
    if (this.updates?.conversationId !== session?.conversationId) {
      this.updates?.worker.stop();
      this.updates = session && { conversationId: session.conversationId, worker: this.updatesOf(session) };
      if (end === null) this.updates?.worker.start();
      else void this.updates?.worker.catchUp();
    } else if (end !== null) this.updates?.worker.stop();
  }

  /** Adds messages that the API answered, here and in the other tabs. */
  add(conversationId: string, messages: readonly Message[]): void {
    this.receive(conversationId, messages);
    if (messages.length > 0) this.tabs.send({ kind: 'messages', conversationId, messages });
  }

  /** Ends the conversation here and, when it was closed, in the other tabs. */
  end(conversationId: string, end: End): void {
    if (this.state.value.conversation.session?.conversationId !== conversationId) return;
    // The conversation of an earlier visit is gone and none of its messages are on screen, so there is nothing to report.
    const isForgotten = end === 'expired' && this.state.value.conversation.messages.length === 0;
    this.change((own) => (isForgotten ? nextConversation(own) : asEnded(own, end)));
    if (end === 'closed') this.tabs.send({ kind: 'closed', conversationId });
    this.follow();
  }

  reachable(isReachable: boolean): void {
    const connection = !navigator.onLine ? 'offline' : isReachable ? 'online' : 'unreachable';
    const was = this.state.value.connection;
    if (connection === was) return;
    this.state.set({ ...this.state.value, connection });
    if (connection === 'online') this.onBack();
  }

  change(next: (conversation: Conversation) => Conversation): void {
    const state = this.state.value;
    const conversation = next(state.conversation);
    if (conversation === state.conversation) return;
    this.state.set(seen({ ...state, conversation }, document.visibilityState === 'visible'));
  }

  hear(news: TabNews): void {
    if (news.kind === 'messages') this.receive(news.conversationId, news.messages);
    else if (this.state.value.conversation.session?.conversationId === news.conversationId) {
      this.change((own) => asEnded(own, 'closed'));
      this.follow();
    }
  }

  private receive(conversationId: string, messages: readonly Message[]): void {
    this.change((own) =>
      own.session?.conversationId === conversationId ? withMessages(own, messages) : own,
    );
    const { conversation } = this.state.value;
    if (completeSeq(conversation) < lastSeq(conversation)) void this.updates?.worker.catchUp();
  }

  private updatesOf(session: Session): Updates {
    const { conversationId } = session;
    return new Updates(this.api, session, this.tabs, {
      messages: (messages) => this.add(conversationId, messages),
      ended: (end) => this.end(conversationId, end),
      reachable: (isReachable) => this.reachable(isReachable),
      completeSeq: () => completeSeq(this.state.value.conversation),
    });
  }

  private setOnline(isOnline: boolean): void {
    this.reachable(isOnline);
    if (isOnline) this.updates?.worker.hurry();
  }

  private look(): void {
    if (document.visibilityState !== 'visible') return;
    this.state.set(seen(this.state.value, true));
    this.updates?.worker.hurry();
  }
}
