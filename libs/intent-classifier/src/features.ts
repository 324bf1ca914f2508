import { conceptsOf, isCommonWord, stem } from './concepts.js';
import { MESSAGE_CHARACTERS, tokensOf } from './normal-form.js';
import { FeatureCollector, type WeightedFeatures } from './weighted-features.js';
import { type TextVector, vectorOf } from './word-vectors.js';

/** Increase it with each change after which an older artifact would give wrong results: an artifact of another version is not loaded. */
export const FEATURE_VERSION = 6;

const CHARACTER_WEIGHTS = [0, 1, 1, 0.7, 0.5] as const;
const WORD_WEIGHT = 0.7;
const STEM_WEIGHT = 0.7;
const COMMON_STEM_WEIGHT = 0.2;
const LONGEST_GRAM = 5;
/** A feature that occurs again counts half, and at most three times as much as once. */
const REPEATED = 0.5;
const REPEATED_AT_MOST = 3;

const WORD_SEED = 0x9e3779b1;
const STEM_SEED = 0x85ebca6b;
const CONCEPT_SEED = 0xc2b2ae35;
const EXACT_SEEDS = [0x27d4eb2f, 0x165667b1] as const;

const MEANING_SHARE = 0.35;
const VECTOR_SHARE = 0.5;

/**
 * The length of each block of features: how a text is written, which stems and concepts it has, and the vector of its words.
 * Together they have length 1. A text in a language without word vectors has the first two blocks only.
 */
export function blockLengths(hasVector: boolean): readonly [number, number, number] {
  const share = hasVector ? VECTOR_SHARE : 0;
  return [
    Math.sqrt((1 - share) * (1 - MEANING_SHARE)),
    Math.sqrt((1 - share) * MEANING_SHARE),
    Math.sqrt(share),
  ];
}

/** A text as the classifier sees it: hashed features with their weights, before the inverse document frequency. */
export interface TextFeatures {
  /** First block: word 1-2-grams and character 2-5-grams; second block: stems and concepts. */
  readonly blocks: readonly [WeightedFeatures, WeightedFeatures];
  /** Third block. */
  readonly vector: TextVector;
  /** The hashes of the single words, in their order. */
  readonly words: readonly number[];
  /** The places of the words that are no common words ("I want to"). */
  readonly contentWords: readonly number[];
}

export function featuresOf(tokens: readonly string[]): TextFeatures {
  const words = tokens.map((token) => hashText(token, WORD_SEED));
  const contentWords = [...tokens.keys()].filter((place) => !isCommonWord(tokens[place] ?? ''));
  return {
    blocks: [spellingOf(tokens, words), meaningOf(tokens)],
    vector: vectorOf(tokens),
    words,
    contentWords,
  };
}

function spellingOf(tokens: readonly string[], words: readonly number[]): WeightedFeatures {
  const text = tokens.length > 0 ? ` ${tokens.join(' ')} ` : '';
  const features = new FeatureCollector(2 * words.length + (LONGEST_GRAM - 1) * text.length);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? 0;
    add(features, word, WORD_WEIGHT);
    const next = words[at + 1];
    if (next !== undefined) add(features, mix(word, next), WORD_WEIGHT);
  }
  addCharacterGrams(features, text);
  return features.collected();
}

function meaningOf(tokens: readonly string[]): WeightedFeatures {
  const concepts = conceptsOf(tokens);
  const features = new FeatureCollector(tokens.length + concepts.length);
  for (const token of tokens) {
    features.set(hashText(stem(token), STEM_SEED), isCommonWord(token) ? COMMON_STEM_WEIGHT : STEM_WEIGHT);
  }
  for (const { concept, weight } of concepts) {
    const hash = mix(CONCEPT_SEED, concept + 1);
    features.set(hash, Math.max(features.weightOf(hash), weight));
  }
  return features.collected();
}

/** A hash of 53 bits, the same for texts with the same words in the same order; null for a text without words. */
export function exactKeyOf(tokens: readonly string[]): number | null {
  if (tokens.length === 0) return null;
  const text = tokens.join(' ');
  const [high, low] = EXACT_SEEDS.map((seed) => hashText(text, seed) >>> 0);
  return (high ?? 0) * 2 ** 21 + ((low ?? 0) >>> 11);
}

/** The words of a message, as far as it is looked at. */
export function messageTokens(text: string): string[] {
  return tokensOf(text, MESSAGE_CHARACTERS);
}

function addCharacterGrams(features: FeatureCollector, text: string): void {
  for (let start = 0; start < text.length - 1; start += 1) {
    let hash = 0x811c9dc5;
    const end = Math.min(text.length, start + LONGEST_GRAM);
    for (let at = start; at < end; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      hash ^= hash >>> 15;
      if (at > start) add(features, hash | 0, CHARACTER_WEIGHTS[at - start] ?? 0);
    }
  }
}

function add(features: FeatureCollector, hash: number, weight: number): void {
  const before = features.weightOf(hash);
  features.set(hash, before === 0 ? weight : Math.min(before + weight * REPEATED, weight * REPEATED_AT_MOST));
}

function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 15;
  }
  return mix(hash, text.length);
}

function mix(one: number, other: number): number {
  let hash = Math.imul(one ^ (other + 0x7ed55d16), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash + other, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
