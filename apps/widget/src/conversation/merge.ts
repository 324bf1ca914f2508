import {
  type Conversation,
  type ConversationForm,
  NEW_CONVERSATION,
  type PendingMessage,
} from './conversation.js';

/**
 * This tab's conversation after another tab has changed what they share. The same conversation keeps what either knows; another
 * one takes its place. What this tab has not sent yet stays.
 *
 * @param shared without messages
 */
export function merge(own: Conversation, shared: Conversation): Conversation {
  if (own.session === null && shared.session === null) return own;
  if (own.session?.conversationId !== shared.session?.conversationId) {
    return { ...shared, pending: own.pending };
  }
  const forms = mergeForms(own.forms, shared.forms);
  const readSeq = Math.max(own.readSeq, shared.readSeq);
  const end = own.end ?? shared.end;
  const isSame = JSON.stringify([forms, readSeq, end]) === JSON.stringify([own.forms, own.readSeq, own.end]);
  return isSame ? own : { ...own, forms, readSeq, end };
}

/** Sorted, so that two tabs with the same data store the same text. */
function mergeForms(
  own: readonly ConversationForm[],
  shared: readonly ConversationForm[],
): ConversationForm[] {
  const forms = new Map<string, ConversationForm>();
  for (const form of [...own, ...shared]) {
    const known = forms.get(form.form_instance_id);
    if (known?.submitted == null) forms.set(form.form_instance_id, form);
  }
  return [...forms.values()].sort(
    (one, other) => one.afterSeq - other.afterSeq || (one.form_instance_id < other.form_instance_id ? -1 : 1),
  );
}

/** A conversation that has not begun, with the messages that the ended one refused: the visitor may send them again. */
export function nextConversation({ pending }: Conversation): Conversation {
  const unsent = pending.filter(({ storedSeq }) => storedSeq === undefined);
  return {
    ...NEW_CONVERSATION,
    pending: unsent.map((one): PendingMessage => ({ ...one, state: 'failed' })),
  };
}
