import type { Phrase } from './phrase.js';

/** A word this long may be misspelt by one letter; in shorter ones a letter makes another word. */
const MISSPELT_LENGTH = 5;
const MISSPELT_WORTH = 0.9;
const SAYS_SOMETHING = 0.5;

/**
 * How alike two phrases are, 0 to 1: the cosine between their weighted words, where a misspelt word nearly counts. 0 where
 * they share only words that every message has.
 */
export function similarity(one: Phrase, other: Phrase): number {
  if (one.norm === 0 || other.norm === 0) return 0;
  let product = 0;
  let sharesMeaning = false;
  for (const [word, weight] of one.weights) {
    const [matching, worth] = counterpart(word, other);
    if (matching === 0) continue;
    product += weight * matching * worth;
    if (weight > SAYS_SOMETHING && matching > SAYS_SOMETHING) sharesMeaning = true;
  }
  return sharesMeaning ? Math.min(1, product / (one.norm * other.norm)) : 0;
}

/** The weight of the word in the other phrase, and what the match is worth. */
function counterpart(word: string, phrase: Phrase): [weight: number, worth: number] {
  const exact = phrase.weights.get(word);
  if (exact !== undefined) return [exact, 1];
  if (word.length < MISSPELT_LENGTH) return [0, 0];
  for (const [candidate, weight] of phrase.weights) {
    if (isMisspelling(word, candidate)) return [weight, MISSPELT_WORTH];
  }
  return [0, 0];
}

/** One letter too many, too few or another, or two neighbours swapped; the first letter stays. */
function isMisspelling(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < MISSPELT_LENGTH - 1 || long.length < MISSPELT_LENGTH) return false;
  if (long.length - short.length > 1 || short[0] !== long[0] || short === long) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return swapped && short.slice(at + 2) === long.slice(at + 2);
}
