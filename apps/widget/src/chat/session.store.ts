import type { Session } from '../api/types.js';
import {
  type Conversation,
  type ConversationForm,
  type End,
  NEW_CONVERSATION,
} from '../conversation/conversation.js';

/** What is kept between pages and shared by the tabs: everything that the API does not answer again. */
interface Kept {
  version: 1;
  session: Session;
  forms: readonly ConversationForm[];
  end: End | null;
  readSeq: number;
}

/** The conversation of a visitor in `localStorage`. Where a page has no storage, nothing is kept and nothing fails. */
export class SessionStore {
  private readonly key: string;
  private onStorage: ((event: StorageEvent) => void) | null = null;

  constructor(widgetId: string) {
    this.key = `flowforge:${widgetId}`;
  }

  /** The kept conversation, without its messages; a new one when there is none. */
  load(): Conversation {
    try {
      return conversationOf(localStorage.getItem(this.key));
    } catch {
      return NEW_CONVERSATION;
    }
  }

  save({ session, forms, end, readSeq }: Conversation): void {
    try {
      if (session === null) return localStorage.removeItem(this.key);
      const text = JSON.stringify({ version: 1, session, forms, end, readSeq } satisfies Kept);
      // Writing the same again would wake the other tabs for nothing.
      if (localStorage.getItem(this.key) !== text) localStorage.setItem(this.key, text);
    } catch {
      // No storage here, or it is full.
    }
  }

  /** Calls `listener` when another tab has changed what is kept. */
  listen(listener: (conversation: Conversation) => void): void {
    this.onStorage = ({ key, newValue }) => {
      // The key is null when the page clears its whole storage.
      if (key === this.key || key === null) listener(conversationOf(newValue));
    };
    addEventListener('storage', this.onStorage);
  }

  stop(): void {
    if (this.onStorage) removeEventListener('storage', this.onStorage);
  }
}

/** A new conversation for a text that this version did not write. */
function conversationOf(text: string | null): Conversation {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (!isKept(kept)) return NEW_CONVERSATION;
    const { session, forms, end, readSeq } = kept;
    return { ...NEW_CONVERSATION, session, forms, end, readSeq };
  } catch {
    return NEW_CONVERSATION;
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { version, session, forms } = { version: null, session: null, forms: null, ...value };
  return version === 1 && typeof session === 'object' && session !== null && Array.isArray(forms);
}
