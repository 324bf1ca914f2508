/** A text as the classifier sees it. */
export interface Phrase {
  /** Lower case, without accents and punctuation, contractions written out. */
  normal: string;
  /** Words in their order, cut back to a stem. */
  words: readonly string[];
  /** How much each different word says. */
  weights: ReadonlyMap<string, number>;
  /** Length of the weights as a vector. */
  norm: number;
  negated: boolean;
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bwon['’]?t\b/g, 'will not'],
  [/\bcan['’]?t\b|\bcannot\b/g, 'can not'],
  [/\b(do|does|did|is|are|was|were|would|could|should|has|have|had)n['’]?t\b/g, '$1 not'],
  [/\bi['’]m\b/g, 'i am'],
  [/['’]d\b/g, ' would'],
  [/['’]ll\b/g, ' will'],
  [/['’]re\b/g, ' are'],
  [/['’]ve\b/g, ' have'],
  [/['’]s\b/g, ''],
];

const NEGATIONS = new Set(['not', 'no', 'never', 'without', 'neither', 'nor', 'none']);

/** Words that most messages share, and that so say little of what one wants. */
const COMMON_WORDS = new Set(
  (
    'a about all am an and any are as at be been but by can could did do does for from get give go had has have hello hey ' +
    'hi how i if in is it its just know let like many may me might much my need of on or our out please shall should ' +
    'show so some tell thank thanks that the their them there these they this those to two up us want was we were what ' +
    'when where which who why will with would you your not no never'
  ).split(' '),
);
const COMMON_WEIGHT = 0.25;

/** Words, or single characters of scripts that put no spaces between words. */
const WORDS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu;

/** Reads a text the way `similarity` compares it. */
export function readPhrase(text: string): Phrase {
  const plain = writtenOut(text);
  const tokens = plain.match(WORDS) ?? [];
  const words = tokens.map(stem);
  const weights = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    weights.set(word, COMMON_WORDS.has(tokens[index] ?? '') ? COMMON_WEIGHT : 1);
  }
  const norm = Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0));
  return {
    normal: tokens.join(' '),
    words,
    weights,
    norm,
    negated: tokens.some((word) => NEGATIONS.has(word)),
  };
}

function writtenOut(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return CONTRACTIONS.reduce((result, [pattern, full]) => result.replace(pattern, full), plain);
}

/** Cuts off English endings, so that `rooms`, `booking` and `booked` meet `room` and `book`. */
function stem(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word;
  const singular = word.replace(/(?<![su])s$/, '').replace(/ie$/, 'y');
  const base = singular.length > 5 ? singular.replace(/(?:ing|ed)$/, '') : singular;
  return base.length > 3 ? base.replace(/e$/, '').replace(/([bdgklmnprt])\1$/, '$1') : base;
}
