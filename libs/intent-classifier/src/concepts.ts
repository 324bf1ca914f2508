import { LEXICON } from './lexicon.js';

/** Words that most messages share and that say little of what somebody wants. */
const COMMON_WORDS = new Set(
  (
    'a about all am an and any are as at be been but by can could did do does for from get give go had has have hello hey ' +
    'hi how i if in is it its just know let like many may me might much my need of on or our please shall should show so ' +
    'some tell thank thanks that the their them there these they this those to up us want was we were what when where ' +
    'which who why will with would you your'
  ).split(' '),
);

/** Words whose stem is a word of another meaning: one reads books, and books a room. */
const UNSTEMMED = new Set(['books']);

const PHRASE_WORDS = 4;

/** Stems of a word or phrase, joined by spaces → the concepts it stands for. */
const CONCEPTS = readLexicon();

export function isCommonWord(word: string): boolean {
  return COMMON_WORDS.has(word);
}

/** The concepts that a text's words and phrases stand for, with a weight: a word of many meanings says less of each. */
export function conceptsOf(tokens: readonly string[]): { concept: number; weight: number }[] {
  const stems = tokens.map(stem);
  const found: { concept: number; weight: number }[] = [];
  for (let start = 0; start < stems.length; start += 1) {
    let phrase = '';
    for (let at = start; at < Math.min(stems.length, start + PHRASE_WORDS); at += 1) {
      phrase = at === start ? (stems[at] ?? '') : `${phrase} ${stems[at] ?? ''}`;
      const concepts = CONCEPTS.get(phrase) ?? [];
      for (const concept of concepts) found.push({ concept, weight: 1 / Math.sqrt(concepts.length) });
    }
  }
  return found;
}

/** Cuts off English endings, so that `rooms`, `booking` and `booked` meet `room` and `book`. Other scripts stay. */
export function stem(word: string): string {
  if (word.length <= 3 || UNSTEMMED.has(word) || !/^[a-z]+$/.test(word)) return word;
  const singular = word.replace(/(?<![su])s$/, '').replace(/ie$/, 'y');
  const base = singular.length > 5 ? singular.replace(/(?:ing|ed)$/, '') : singular;
  return base.length > 3 ? base.replace(/e$/, '').replace(/([bdgklmnprt])\1$/, '$1') : base;
}

function readLexicon(): ReadonlyMap<string, number[]> {
  const concepts = new Map<string, number[]>();
  for (const [concept, line] of LEXICON.trim().split('\n').entries()) {
    for (const entry of line.split(' ')) {
      const phrase = entry.split('_').map(stem).join(' ');
      const known = concepts.get(phrase) ?? [];
      if (!known.includes(concept)) concepts.set(phrase, [...known, concept]);
    }
  }
  return concepts;
}
