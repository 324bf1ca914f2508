import type { ChatApi } from '../api/chat-api.client.js';
import type { Failure, Result } from '../api/failure.js';
import type { Session, WidgetSettings } from '../api/types.js';
import {
  type Conversation,
  type ConversationForm,
  type PendingMessage,
  withPending,
  withSendingState,
  withSubmitted,
  withTurn,
} from '../conversation/conversation.js';
import { nextConversation } from '../conversation/merge.js';
import { type Entries, fieldValuesOf } from '../entries/entries.js';
import { Tabs } from '../updates/tabs.client.js';
import { type ChatState, seen } from './chat-state.js';
import { newClientId } from './client-id.client.js';
import { ChatConnection } from './connection.worker.js';
import { DraftStore } from './draft.store.js';
import { Outbox } from './outbox.worker.js';
import { SessionStore } from './session.store.js';
import { sessionOf } from './start-conversation.service.js';
import { Store } from './store.js';

/** What a visitor can do. No method throws. */
export class Chat {
  readonly state: Store<ChatState>;
  private readonly sessions: SessionStore;
  private readonly drafts: DraftStore;
  private readonly tabs: Tabs;
  private readonly connection: ChatConnection;
  private readonly outbox: Outbox;

  constructor(
    private readonly api: ChatApi,
    settings: WidgetSettings,
    initial: Pick<ChatState, 'isOpen' | 'isShown'>,
  ) {
    this.sessions = new SessionStore(settings.id);
    this.drafts = new DraftStore(settings.id);
    const { text, entries, pending } = this.drafts.load();
    const conversation = { ...this.sessions.load(), pending };
    const connection = navigator.onLine ? 'online' : 'offline';
    this.state = new Store({ settings, conversation, connection, text, entries, ...initial });
    this.tabs = new Tabs(`flowforge:${settings.id}`, (news) => this.connection.hear(news));
    this.connection = new ChatConnection(this.state, api, this.tabs, this.sessions, () => this.resume());
    this.outbox = new Outbox(api, {
      next: () => this.state.value.conversation.pending.find(({ state }) => state === 'sending'),
      session: () => this.session(),
      changed: ({ clientId }, state) => this.change((own) => withSendingState(own, clientId, state)),
      answered: ({ clientId }, { messages, form }) => {
        this.change((own) => withTurn(own, clientId, messages, form));
        const id = this.state.value.conversation.session?.conversationId;
        if (id !== undefined) this.connection.add(id, messages);
      },
      ended: (end) => this.ended(end),
      reachable: (isReachable) => this.connection.reachable(isReachable),
    });
    this.state.watch(() => this.keep());
  }

  start(): void {
    this.connection.start();
    this.resume();
  }

  stop(): void {
    this.outbox.stop();
    this.connection.stop();
  }

  open(): void {
    this.state.set(seen({ ...this.state.value, isOpen: true }, document.visibilityState === 'visible'));
  }

  close(): void {
    this.state.set({ ...this.state.value, isOpen: false });
  }

  setText(text: string): void {
    this.state.set({ ...this.state.value, text });
  }

  setEntries(form: ConversationForm, entries: Entries): void {
    const { value } = this.state;
    this.state.set({ ...value, entries: { ...value.entries, [form.form_instance_id]: entries } });
  }

  /** Sends what stands in the text box. */
  send(): void {
    const text = this.state.value.text.trim();
    if (text === '' || this.state.value.conversation.end !== null) return;
    this.setText('');
    const at = new Date().toISOString();
    this.change((own) => withPending(own, { clientId: newClientId(), text, state: 'sending', at }));
    void this.outbox.run();
  }

  retry(clientId: string): void {
    if (this.state.value.conversation.end !== null) return this.startAgain();
    this.change((own) => withSendingState(own, clientId, 'sending'));
    void this.outbox.run();
  }

  /** @returns why it was not captured; null when it was */
  async submit(form: ConversationForm): Promise<Failure | null> {
    const session = await this.session();
    if (!session.ok) return session.failure;
    const entries = this.state.value.entries[form.form_instance_id] ?? {};
    const values = fieldValuesOf(form.fields, entries);
    const answer = await this.api.submit(session.value, form, values);
    if (answer.ok) {
      this.change((own) => withSubmitted(own, form.form_instance_id, values));
      this.setEntries(form, {});
      return null;
    }
    const { kind } = answer.failure;
    if (kind === 'closed' || kind === 'expired') this.ended(kind);
    return answer.failure;
  }

  /** Ends the conversation for good. @returns whether it has ended */
  async end(): Promise<boolean> {
    const { session } = this.state.value.conversation;
    if (session === null) return true;
    const answer = await this.api.close(session);
    if (answer.ok || answer.failure.kind === 'closed') this.ended('closed');
    else if (answer.failure.kind === 'expired') this.ended('expired');
    return this.state.value.conversation.end !== null;
  }

  startAgain(): void {
    this.change(nextConversation);
    this.connection.follow();
  }

  private ended(end: 'closed' | 'expired'): void {
    const id = this.state.value.conversation.session?.conversationId;
    if (id !== undefined) this.connection.end(id, end);
  }

  /** Sends what waited for a connection. */
  private resume(): void {
    const waits = ({ state }: PendingMessage): boolean => state === 'waiting';
    const pending = this.state.value.conversation.pending.filter(waits);
    for (const { clientId } of pending) this.change((own) => withSendingState(own, clientId, 'sending'));
    void this.outbox.run();
  }

  private session(): Promise<Result<Session>> {
    return sessionOf(this.state, this.api, this.tabs, this.sessions, this.connection);
  }

  private change(next: (conversation: Conversation) => Conversation): void {
    this.connection.change(next);
  }

  private keep(): void {
    const { conversation, text, entries } = this.state.value;
    this.sessions.save(conversation);
    this.drafts.save({ text, entries, pending: conversation.pending });
  }
}
