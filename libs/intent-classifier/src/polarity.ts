import { exactKeyOf } from './features.js';

const NEGATIONS = new Set(
  (
    'not no never nor neither without none dont ' + // English
    'nicht kein keine keinen nie ohne ' + // German
    'pas jamais sans aucun ' + // French
    'nunca ninguna ninguno sin ' + // Spanish
    'non mai senza ' + // Italian
    'nao nunca sem niet geen nooit'
  ) // Portuguese, Dutch
    .split(' '),
);
/** Auxiliary words that are added or removed together with a negation. */
const NEGATION_HELPERS = new Set(['do', 'does', 'did', 'ne']);

/**
 * A refusal: the speaker does not want something. "I can not log in" or "my card does not work" report a problem and are no
 * refusals.
 */
const REFUSAL = new RegExp(
  [
    '^(?:(?:please|hi|hello|hey|no|but|and|so|then) )*(?:do not|dont|never) (?!you|know|understand|see|have|remember|think|worry|forget)',
    '\\b(?:i|we) (?:really |definitely |absolutely )?(?:do not|dont|would not|will not|no longer|never) (?:really |ever )?(?:want|need|wish|plan|intend|like to|care)',
    '\\b(?:am|are) not (?:interested|looking|trying|planning|going) (?:in|for|to)\\b',
    '\\bplease (?:do not|dont|never)\\b',
    '\\b(?:ich|wir) (?:will|mochte|wollen|mochten|brauche|brauchen) (?:\\S+ ){0,5}(?:nicht|kein|keine|keinen)\\b',
    '\\bje ne (?:veux|souhaite) pas\\b',
    '\\bno (?:quiero|queremos|necesito|deseo)\\b',
    '\\bnon voglio\\b',
    '\\bnao quero\\b',
  ].join('|'),
  'u',
);

/** Whether a text is negated or refuses something. */
export interface Polarity {
  isNegated: boolean;
  isRefusal: boolean;
  /** The same for two texts that differ only in a negation; null for a text without other words. */
  contentKey: number | null;
}

export function polarityOf(tokens: readonly string[]): Polarity {
  const isNegated = tokens.some((token) => NEGATIONS.has(token));
  return {
    isNegated,
    isRefusal: isNegated && REFUSAL.test(tokens.join(' ')),
    contentKey: exactKeyOf(tokens.filter((token) => !NEGATIONS.has(token) && !NEGATION_HELPERS.has(token))),
  };
}
