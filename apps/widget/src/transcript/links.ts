/** A piece of a text: `href` is set for an address that can be opened. */
export interface Piece {
  text: string;
  href: string | null;
}

/** Pages of the web, mail, and phone numbers with the code of a country. The lengths keep a long text from taking long. */
const ADDRESS =
  /(?<!\w)(?:https?:\/\/[^\s<>"]+|www\.\w[^\s<>"]+|[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\+\d(?:[ /-]?\d){6,14}(?!\w))/gi;
/** Punctuation at the end belongs to the sentence and not to the address. */
const SENTENCE_END = /[.,;:!?'"”»)\]]+$/;

/** The text in pieces, so that its addresses can be links. Anything else stays text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutSentenceEnd(found);
    const href = hrefOf(address);
    if (!URL.canParse(href)) continue;
    if (index > end) pieces.push({ text: text.slice(end, index), href: null });
    pieces.push({ text: address, href });
    end = index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

function hrefOf(address: string): string {
  if (/^http/i.test(address)) return address;
  if (address.startsWith('+')) return `tel:${address.replace(/[^+\d]/g, '')}`;
  return (/^www\./i.test(address) ? 'https://' : 'mailto:') + address;
}

function withoutSentenceEnd(address: string): string {
  const end = SENTENCE_END.exec(address)?.[0] ?? '';
  // In `https://a.example/b_(c)` the closing bracket belongs to the address.
  return end.startsWith(')') && address.includes('(')
    ? address.slice(0, address.length - end.length + 1)
    : address.slice(0, address.length - end.length);
}
