import type { Page } from '@flowforge/postgres/page';
import { encodeMessageCursor, type MessageList } from './message-cursor.js';
import type { Message } from './message.js';

/** One page of `limit` messages. `found` holds one more when there is another page. */
export function messagePage(list: MessageList, found: readonly Message[], limit: number): Page<Message> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return { items, next_cursor: hasMore ? encodeMessageCursor(list, last.seq) : null };
}
