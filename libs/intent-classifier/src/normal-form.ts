/** Characters of a message that are looked at; what follows is ignored. */
export const MESSAGE_CHARACTERS = 600;

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bwon['’]?t\b/g, 'will not'],
  [/\bcan['’]?t\b|\bcannot\b/g, 'can not'],
  [/\b(do|does|did|is|are|was|were|would|could|should|has|have|had)n['’]?t\b/g, '$1 not'],
  [/\bi['’]?m\b/g, 'i am'],
  [/['’]d\b/g, ' would'],
  [/['’]ll\b/g, ' will'],
  [/['’]re\b/g, ' are'],
  [/['’]ve\b/g, ' have'],
  [/\b(what|where|who|how|when|that|there|it|let)['’]?s\b/g, '$1 is'],
  [/['’]s\b/g, ''],
];

/** A word, or one character of a script that puts no spaces between words. */
const TOKENS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|[\p{L}\p{N}\p{M}]+/gu;

/**
 * The words of a text: NFKC, lower case, without Latin, Greek and Cyrillic accents, English contractions written out.
 * At most `maxCharacters` UTF-16 units of the text are looked at.
 */
export function tokensOf(text: string, maxCharacters: number): string[] {
  const plain = text
    .slice(0, maxCharacters)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .slice(0, maxCharacters)
    .toLowerCase();
  const full = /['’]|nt\b|\bim\b|\bwhats\b|cannot/.test(plain)
    ? CONTRACTIONS.reduce((result, [pattern, words]) => result.replace(pattern, words), plain)
    : plain;
  return full.match(TOKENS) ?? [];
}
