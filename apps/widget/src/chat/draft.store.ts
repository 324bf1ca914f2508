import type { PendingMessage } from '../conversation/conversation.js';
import type { Entries } from '../entries/entries.js';

/** What a visitor has typed and not sent. */
export interface Draft {
  text: string;
  /** Entries of forms by the id of the offer. */
  entries: Readonly<Record<string, Entries>>;
  /** Messages that are not stored yet. Their client ids make sending them again safe. */
  pending: readonly PendingMessage[];
}

const EMPTY_DRAFT: Draft = { text: '', entries: {}, pending: [] };

/** The draft of one tab in `sessionStorage`, so that a reload loses nothing. Without storage it is not kept. */
export class DraftStore {
  private readonly key: string;

  constructor(widgetId: string) {
    this.key = `flowforge:${widgetId}:draft`;
  }

  load(): Draft {
    try {
      const draft: unknown = JSON.parse(sessionStorage.getItem(this.key) ?? 'null');
      return isDraft(draft) ? draft : EMPTY_DRAFT;
    } catch {
      return EMPTY_DRAFT;
    }
  }

  save(draft: Draft): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(draft));
    } catch {
      // No storage here, or it is full.
    }
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { text, entries, pending } = { text: null, entries: null, pending: null, ...value };
  return (
    typeof text === 'string' && typeof entries === 'object' && entries !== null && Array.isArray(pending)
  );
}
