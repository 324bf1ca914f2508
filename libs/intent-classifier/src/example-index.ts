import type { Classification, RankedIntent } from './classifier.js';
import { isCommonWord, stem } from './concepts.js';
import { exactKeyOf, messageTokens } from './features.js';
import { polarityOf } from './polarity.js';

/** Minimum similarity to an example with which a message is recognised as its intent. */
const SIMILAR = 0.8;
/** Minimum difference between the similarity to the nearest example and to the nearest one of another intent. */
const LEAD = 0.08;
const COMMON_WEIGHT = 0.25;
const LOOKED_AT_WORDS = 40;
const RANKED = 5;
const SIMILAR_AT_MOST = 0.95;

interface IndexedExample {
  intent: string;
  norm: number;
  isNegated: boolean;
}

/**
 * Recognises what is an example word for word, or nearly: it serves until a trained classifier is there. It knows no
 * synonyms. `add` takes microseconds, so that a caller can fill it bit by bit.
 */
export class ExampleIndex {
  private readonly examples: IndexedExample[] = [];
  private readonly postings = new Map<string, number[]>();
  /** Exact key → intent, or null where several claim it. */
  private readonly exact = new Map<number, string | null>();

  add(intent: string, utterance: string): void {
    const tokens = messageTokens(utterance);
    const key = exactKeyOf(tokens);
    if (key === null) return;
    const owner = this.exact.get(key);
    this.exact.set(key, owner === undefined || owner === intent ? intent : null);
    const weights = weightsOf(tokens);
    const index = this.examples.length;
    this.examples.push({ intent, norm: normOf(weights), isNegated: polarityOf(tokens).isNegated });
    for (const word of weights.keys()) {
      const known = this.postings.get(word);
      if (known === undefined) this.postings.set(word, [index]);
      else known.push(index);
    }
  }

  classify(text: string): Classification {
    const tokens = messageTokens(text);
    const key = exactKeyOf(tokens);
    if (key === null) return { intent_id: null, confidence: 0, ranking: [], reason: 'no_words' };
    const ranking = this.rank(tokens);
    const owner = this.exact.get(key);
    if (typeof owner === 'string') {
      const others = ranking.filter((entry) => entry.intent_id !== owner);
      const exact = { intent_id: owner, confidence: 1 };
      return {
        intent_id: owner,
        confidence: 1,
        ranking: [exact, ...others].slice(0, RANKED),
        reason: 'example',
      };
    }
    const [best, next] = ranking;
    const confidence = best?.confidence ?? 0;
    if (best === undefined || confidence < SIMILAR || tokens.length < 2) {
      return { intent_id: null, confidence, ranking, reason: 'below_threshold' };
    }
    if (confidence - (next?.confidence ?? 0) < LEAD) {
      return { intent_id: null, confidence, ranking, reason: 'ambiguous' };
    }
    return { intent_id: best.intent_id, confidence, ranking, reason: 'recognised' };
  }

  private rank(tokens: readonly string[]): RankedIntent[] {
    const weights = weightsOf(tokens);
    const norm = normOf(weights);
    const { isNegated } = polarityOf(tokens);
    const products = new Map<number, number>();
    for (const [word, weight] of weights) {
      for (const example of this.postings.get(word) ?? []) {
        products.set(example, (products.get(example) ?? 0) + weight * weight);
      }
    }
    const best = new Map<string, number>();
    for (const [index, product] of products) {
      const example = this.examples[index];
      if (example === undefined || example.isNegated !== isNegated) continue;
      const similarity = Math.min(SIMILAR_AT_MOST, product / (norm * example.norm));
      best.set(example.intent, Math.max(best.get(example.intent) ?? 0, similarity));
    }
    return [...best]
      .map(([intent_id, confidence]) => ({ intent_id, confidence: Math.round(confidence * 10_000) / 10_000 }))
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, RANKED);
  }
}

/** The stems of a text; a word that most messages share counts little. */
function weightsOf(tokens: readonly string[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const token of tokens.slice(0, LOOKED_AT_WORDS)) {
    weights.set(stem(token), isCommonWord(token) ? COMMON_WEIGHT : 1);
  }
  return weights;
}

function normOf(weights: ReadonlyMap<string, number>): number {
  let square = 0;
  for (const weight of weights.values()) square += weight * weight;
  return Math.sqrt(square);
}
