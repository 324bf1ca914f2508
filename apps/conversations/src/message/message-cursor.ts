import { bindingOf } from '@flowforge/postgres/page';

/** The list that a cursor belongs to: the messages of one conversation of one workspace. */
export interface MessageList {
  workspaceId: string;
  conversationId: string;
}

/** The cursor of a list of messages: the next page begins after this number. Numbers have no gaps. */
export function encodeMessageCursor(list: MessageList, seq: number): string {
  return Buffer.from(`seq|${boundTo(list)}|${seq}`).toString('base64url');
}

/** The number in a cursor; null when it was not made by `encodeMessageCursor` for this list. */
export function decodeMessageCursor(list: MessageList, text: string): number | null {
  const match = /^seq\|([\w-]{22})\|(\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  return match && match[1] === boundTo(list) ? Number(match[2]) : null;
}

function boundTo({ workspaceId, conversationId }: MessageList): string {
  return bindingOf([workspaceId, 'messages', conversationId]);
}
