/** The cursor of a list of one conversation's messages: the next page begins after this number. Numbers have no gaps. */
export function encodeMessageCursor(conversationId: string, seq: number): string {
  return Buffer.from(`seq|${conversationId}|${seq}`).toString('base64url');
}

/** The number in a cursor; null when it was not made by `encodeMessageCursor` for this conversation. */
export function decodeMessageCursor(conversationId: string, text: string): number | null {
  const match = /^seq\|([0-9a-f-]{36})\|(\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  return match && match[1] === conversationId ? Number(match[2]) : null;
}
