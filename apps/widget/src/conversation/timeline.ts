import type { MessageRole } from '../api/types.js';
import type { Conversation, ConversationForm, SendingState } from './conversation.js';

/** A message as it is drawn. `state` is null when it is stored. */
export interface Line {
  key: string;
  text: string;
  state: SendingState | null;
  clientId: string | null;
}

/** Messages of one author in a row. They share one time. */
export interface Group {
  kind: 'group';
  key: string;
  role: MessageRole;
  lines: Line[];
  /** When the last one was written, RFC 3339. */
  at: string;
}

export interface FormItem {
  kind: 'form';
  key: string;
  form: ConversationForm;
}

export type TimelineItem = Group | FormItem;

/** A longer pause begins a new group, in milliseconds. */
const PAUSE_MS = 5 * 60_000;

/**
 * What a visitor sees, from the first to the last.
 *
 * @param greeting shown before a conversation begins, when it is not among its messages yet; null for none
 * @param now RFC 3339, the time of the greeting
 */
export function timelineOf(conversation: Conversation, greeting: string | null, now: string): TimelineItem[] {
  const items: TimelineItem[] = [];
  const add = (role: MessageRole, at: string, line: Line): void => {
    const last = items.at(-1);
    if (last?.kind === 'group' && last.role === role && Date.parse(at) - Date.parse(last.at) < PAUSE_MS) {
      last.lines.push(line);
      last.at = at;
    } else {
      items.push({ kind: 'group', key: line.key, role, lines: [line], at });
    }
  };
  const addForms = (above: number, upTo: number): void => {
    for (const form of conversation.forms) {
      if (form.afterSeq <= above || form.afterSeq > upTo) continue;
      items.push({ kind: 'form', key: form.form_instance_id, form });
    }
  };
  if (conversation.messages.length === 0 && greeting !== null) {
    add('assistant', now, { key: 'm1', text: greeting, state: null, clientId: null });
  }
  let shownSeq = -1;
  for (const { seq, role, text, created_at, clientId } of conversation.messages) {
    // The key stays the same when a pending message becomes a stored one: a screen reader reads it once.
    add(role, created_at, { key: clientId ?? `m${seq}`, text, state: null, clientId: null });
    addForms(shownSeq, seq);
    shownSeq = seq;
  }
  addForms(shownSeq, Number.POSITIVE_INFINITY);
  for (const { clientId, text, state, at, storedSeq } of conversation.pending) {
    if (storedSeq === undefined) add('visitor', at, { key: clientId, text, state, clientId });
  }
  return items;
}
