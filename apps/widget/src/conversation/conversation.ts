import type { FieldValues, Message, OfferedForm, Session } from '../api/types.js';

/** Of a message that is not stored yet. `waiting`: it is sent when there is a connection again. */
export type SendingState = 'sending' | 'waiting' | 'failed';

export interface PendingMessage {
  /** Makes a repeated request safe: the API stores one message for it. */
  clientId: string;
  text: string;
  state: SendingState;
  /** When it was typed, RFC 3339. */
  at: string;
  /** Set when updates brought the stored message before the answer to its request came. */
  storedSeq?: number;
}

/** A message that the API has stored. One that was sent from this tab keeps its client id, so that it stays the same on screen. */
export interface StoredMessage extends Message {
  clientId?: string;
}

/** A form in the conversation. */
export interface ConversationForm extends OfferedForm {
  /** It stands after the message with this number. */
  afterSeq: number;
  /** What was submitted; null before. */
  submitted: FieldValues | null;
}

/** Why nothing more can be said: the conversation was closed, or its token is not valid any more. */
export type End = 'closed' | 'expired';

/** One conversation as a visitor sees it. Without a session it has not begun: it begins with the first message. */
export interface Conversation {
  session: Session | null;
  /** Stored messages in the order of their numbers. */
  messages: readonly StoredMessage[];
  pending: readonly PendingMessage[];
  forms: readonly ConversationForm[];
  end: End | null;
  /** Number of the last message that the visitor has seen. */
  readSeq: number;
}

export const NEW_CONVERSATION: Conversation = {
  session: null,
  messages: [],
  pending: [],
  forms: [],
  end: null,
  readSeq: 0,
};

/** Number of the last stored message; 0 without one. */
export function lastSeq({ messages }: Conversation): number {
  return messages.at(-1)?.seq ?? 0;
}

/** Number of messages of the business that the visitor has not seen. */
export function unreadCount({ messages, readSeq }: Conversation): number {
  return messages.filter(({ seq, role }) => seq > readSeq && role !== 'visitor').length;
}

/** Number of the last message up to which none is missing. Messages after it are asked for, or come with the stream. */
export function completeSeq({ messages }: Conversation): number {
  const missing = messages.findIndex(({ seq }, index) => seq !== index + 1);
  return missing === -1 ? messages.length : missing;
}

/** With stored messages added, each once and in order. A pending message that is among them is not shown a second time. */
export function withMessages(conversation: Conversation, added: readonly StoredMessage[]): Conversation {
  const known = new Set(conversation.messages.map(({ seq }) => seq));
  const pending = [...conversation.pending];
  const unknown = added.filter(({ seq }) => !known.has(seq)).map((message) => recognise(message, pending));
  if (unknown.length === 0) return conversation;
  const messages = [...conversation.messages, ...unknown].sort((one, other) => one.seq - other.seq);
  return { ...conversation, messages, pending };
}

/**
 * Gives a stored message the client id of the pending one that it is. Updates do not carry client ids, so the oldest pending
 * one with the same text is taken, and marked in `pending`.
 */
function recognise(message: StoredMessage, pending: PendingMessage[]): StoredMessage {
  if (message.role !== 'visitor' || message.clientId !== undefined) return message;
  const index = pending.findIndex((one) => one.text === message.text && one.storedSeq === undefined);
  const found = pending[index];
  if (!found) return message;
  pending[index] = { ...found, storedSeq: message.seq };
  return { ...message, clientId: found.clientId };
}

export function withPending(conversation: Conversation, message: PendingMessage): Conversation {
  return { ...conversation, pending: [...conversation.pending, message] };
}

export function withSendingState(
  conversation: Conversation,
  clientId: string,
  state: SendingState,
): Conversation {
  const pending = conversation.pending.map((one) => (one.clientId === clientId ? { ...one, state } : one));
  return { ...conversation, pending };
}

/** With the answer to a pending message: it is stored, and so are the replies to it. */
export function withTurn(
  conversation: Conversation,
  clientId: string,
  messages: readonly Message[],
  form?: OfferedForm,
): Conversation {
  const pending = conversation.pending.filter((one) => one.clientId !== clientId);
  const own = messages.map((one) => (one.role === 'visitor' ? { ...one, clientId } : one));
  const next = withMessages({ ...conversation, pending }, own);
  return form ? withForm(next, form, messages.at(-1)?.seq ?? lastSeq(next)) : next;
}

/** With an offered form. The same offer again changes nothing. */
function withForm(conversation: Conversation, form: OfferedForm, afterSeq: number): Conversation {
  const isKnown = conversation.forms.some((one) => one.form_instance_id === form.form_instance_id);
  if (isKnown) return conversation;
  return { ...conversation, forms: [...conversation.forms, { ...form, afterSeq, submitted: null }] };
}

export function withSubmitted(
  conversation: Conversation,
  instanceId: string,
  values: FieldValues,
): Conversation {
  const forms = conversation.forms.map((form) =>
    form.form_instance_id === instanceId ? { ...form, submitted: values } : form,
  );
  return { ...conversation, forms };
}

/** With everything seen up to the last message. */
export function asRead(conversation: Conversation): Conversation {
  const readSeq = lastSeq(conversation);
  return readSeq > conversation.readSeq ? { ...conversation, readSeq } : conversation;
}

/** Ended. What was not sent can never be sent in this conversation. */
export function asEnded(conversation: Conversation, end: End): Conversation {
  if (conversation.end !== null) return conversation;
  const pending = conversation.pending.map((one) => ({ ...one, state: 'failed' as const }));
  return { ...conversation, end, pending };
}
