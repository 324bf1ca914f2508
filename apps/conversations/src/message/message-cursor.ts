/** Where a list of one conversation's messages goes on: after this number. Numbers are dense, so none can be skipped. */
export function encodeMessageCursor(seq: number): string {
  return Buffer.from(`seq|${seq}`).toString('base64url');
}

/** Reads a cursor back; null when the text was not made by `encodeMessageCursor`. */
export function decodeMessageCursor(text: string): number | null {
  const match = /^seq\|(\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  return match ? Number(match[1]) : null;
}
