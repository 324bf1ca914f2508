/** A piece of a text: `href` is set for a web address. */
export interface Piece {
  text: string;
  href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/gi;
/** Punctuation at the end belongs to the sentence and not to the address. */
const SENTENCE_END = /[.,;:!?'"”»)\]]+$/;

/** The text in pieces, so that its http and https addresses can be links. Anything else stays text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutSentenceEnd(found);
    if (!URL.canParse(address)) continue;
    if (index > end) pieces.push({ text: text.slice(end, index), href: null });
    pieces.push({ text: address, href: address });
    end = index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

function withoutSentenceEnd(address: string): string {
  const end = SENTENCE_END.exec(address)?.[0] ?? '';
  // In `https://a.example/b_(c)` the closing bracket belongs to the address.
  return end.startsWith(')') && address.includes('(')
    ? address.slice(0, address.length - end.length + 1)
    : address.slice(0, address.length - end.length);
}
