import type { ChatApi } from '../api/chat-api.client.js';
import type { Failure, Result } from '../api/failure.js';
import type { Session, WidgetSettings } from '../api/types.js';
import { type Conversation, type ConversationForm, withSubmitted } from '../conversation/conversation.js';
import { nextConversation } from '../conversation/merge.js';
import { type Entries, fieldValuesOf } from '../entries/entries.js';
import { Tabs } from '../updates/tabs.client.js';
import { type ChatState, seen } from './chat-state.js';
import { ChatConnection } from './connection.worker.js';
import { DraftStore } from './draft.store.js';
import { Sending } from './sending.service.js';
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
  private readonly sending: Sending;

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
    this.connection = new ChatConnection(this.state, api, this.tabs, this.sessions, () =>
      this.sending.resume(),
    );
    this.sending = new Sending(this.state, this.connection, () => this.session(), api);
    this.state.watch(() => this.keep());
  }

  start(): void {
    this.connection.start();
    this.sending.resume();
  }

  stop(): void {
    this.sending.stop();
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

  /** Sends the text of the text box. */
  sendText(): void {
    const { text, conversation } = this.state.value;
    if (text.trim() === '' || conversation.end !== null) return;
    this.setText('');
    this.send(text);
  }

  /** Sends a message; in a new conversation when this one has ended. A blank text is not sent. */
  send(text: string): void {
    if (text.trim() === '') return;
    if (this.state.value.conversation.end !== null) this.startAgain();
    this.sending.send(text.trim());
  }

  retry(clientId: string): void {
    // A message that an ended conversation refused is sent in a new one.
    if (this.state.value.conversation.end !== null) this.startAgain();
    this.sending.retry(clientId);
  }

  /** @returns why it was not captured; null when it was */
  async submit(form: ConversationForm): Promise<Failure | null> {
    const session = await this.session();
    if (!session.ok) return session.failure;
    const values = fieldValuesOf(form.fields, this.state.value.entries[form.form_instance_id] ?? {});
    const answer = await this.api.submit(session.value, form, values);
    if (!answer.ok) {
      this.endIfGone(answer.failure);
      return answer.failure;
    }
    this.change((own) => withSubmitted(own, form.form_instance_id, values));
    this.setEntries(form, {});
    return null;
  }

  /** Ends the conversation for good. @returns whether it has ended */
  async end(): Promise<boolean> {
    const { session } = this.state.value.conversation;
    if (session === null) return true;
    const answer = await this.api.close(session);
    if (answer.ok) this.ended('closed');
    else this.endIfGone(answer.failure);
    return this.state.value.conversation.end !== null;
  }

  startAgain(): void {
    this.change(nextConversation);
    this.state.set({ ...this.state.value, entries: {} });
    this.connection.follow();
  }

  private ended(end: 'closed' | 'expired'): void {
    const id = this.state.value.conversation.session?.conversationId;
    if (id !== undefined) this.connection.end(id, end);
  }

  private endIfGone({ kind }: Failure): void {
    if (kind === 'closed' || kind === 'expired') this.ended(kind);
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
