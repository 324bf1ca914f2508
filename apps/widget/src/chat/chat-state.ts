import type { WidgetSettings } from '../api/types.js';
import { asRead, type Conversation, unreadCount } from '../conversation/conversation.js';
import type { Entries } from '../entries/entries.js';

/** `offline`: the device has no network. `unreachable`: it has one, and the API does not answer. */
export type Connection = 'online' | 'offline' | 'unreachable';

/** Everything that the views show. */
export interface ChatState {
  settings: WidgetSettings;
  conversation: Conversation;
  connection: Connection;
  isOpen: boolean;
  /** Whether the launcher is drawn. */
  isShown: boolean;
  /** The text of the text box. */
  text: string;
  /** Entries of forms by the id of the offer. */
  entries: Readonly<Record<string, Entries>>;
}

/** Something that the page may listen to. */
export type PageEvent =
  | { type: 'open' | 'close' | 'end'; detail: Record<string, never> }
  | { type: 'start'; detail: { conversation_id: string } }
  | { type: 'message'; detail: { role: string; text: string } }
  | { type: 'form'; detail: { form_id: string } }
  | { type: 'unread'; detail: { count: number } };

/** What happened between two states, in order. */
export function eventsBetween(before: ChatState, after: ChatState): PageEvent[] {
  const events: PageEvent[] = [];
  if (before.isOpen !== after.isOpen) events.push({ type: after.isOpen ? 'open' : 'close', detail: {} });
  const [old, next] = [before.conversation, after.conversation];
  const id = next.session?.conversationId;
  const isSame = old.session?.conversationId === id;
  if (!isSame && id !== undefined) events.push({ type: 'start', detail: { conversation_id: id } });
  // Messages that were read on an earlier page are not reported again.
  const known = isSame ? Math.max(old.messages.at(-1)?.seq ?? 0, old.readSeq) : next.readSeq;
  for (const { seq, role, text } of next.messages) {
    if (seq > known) events.push({ type: 'message', detail: { role, text } });
  }
  for (const { form_id, form_instance_id, submitted } of next.forms) {
    const was = old.forms.find((form) => form.form_instance_id === form_instance_id);
    if (submitted && was && !was.submitted) events.push({ type: 'form', detail: { form_id } });
  }
  if (isSame && old.end === null && next.end !== null) events.push({ type: 'end', detail: {} });
  const count = unreadCount(next);
  if (count !== unreadCount(old)) events.push({ type: 'unread', detail: { count } });
  return events;
}

/** With everything read, if the visitor can see it. */
export function seen(state: ChatState, isVisible: boolean): ChatState {
  if (!state.isOpen || !isVisible) return state;
  const conversation = asRead(state.conversation);
  return conversation === state.conversation ? state : { ...state, conversation };
}
