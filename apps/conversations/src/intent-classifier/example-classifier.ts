import {
  CLASSIFIED_CHARACTERS,
  type Classification,
  IntentClassifier,
  type KnownIntent,
  type RankedIntent,
} from './intent-classifier.js';
import { type Phrase, readPhrase } from './phrase.js';
import { similarity } from './similarity.js';

/** An intent is recognised from here on. */
export const THRESHOLD = 0.78;
/** So much must lie between the best intent and the next, or the message is taken for neither. */
const MARGIN = 0.08;

const EXACT = 1;
/** A message that is not an example word for word is never quite as sure. */
const ALIKE_AT_MOST = 0.97;
/** One word that is no example says too little. */
const ONE_WORD_AT_MOST = 0.5;
/** "I do not want X" is no "I want X", nor the reverse. */
const OTHER_POLARITY = 0.5;
/** What a sentence that matches is worth where the rest of the message says something else. */
const LEAST_COVERAGE = 0.7;
const SENTENCES = 6;
const RANKED = 5;
const KEPT_PHRASES = 5_000;

/**
 * Recognises what is one of an intent's example utterances, or close to one: the same words that matter, give or take
 * polite ones, endings and a misspelling. It has no knowledge of synonyms, and takes an unrelated message for nothing.
 */
export class ExampleClassifier extends IntentClassifier {
  /** Read utterances, the least recently used first. */
  private readonly phrases = new Map<string, Phrase>();

  override classify(text: string, intents: readonly KnownIntent[]): Classification {
    const beginning = text.slice(0, CLASSIFIED_CHARACTERS);
    const message = readPhrase(beginning);
    const sentences = sentencesOf(beginning).map(readPhrase);
    const ranking = intents
      .map((intent): RankedIntent => {
        const scores = intent.utterances.map((utterance) => this.score(message, sentences, utterance));
        return { intent_id: intent.id, confidence: rounded(Math.max(0, ...scores)) };
      })
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, RANKED);
    const [best, next] = ranking;
    const confidence = best?.confidence ?? 0;
    const isClear = confidence >= THRESHOLD && leads(confidence, next?.confidence ?? 0);
    return { intent_id: best && isClear ? best.intent_id : null, confidence, ranking };
  }

  private score(message: Phrase, sentences: readonly Phrase[], utterance: string): number {
    const example = this.read(utterance);
    const whole = alikeness(message, example, message);
    const parts = sentences.map(
      (sentence) => coverage(sentence, message) * alikeness(sentence, example, message),
    );
    return Math.max(whole, ...parts);
  }

  private read(utterance: string): Phrase {
    const known = this.phrases.get(utterance);
    const phrase = known ?? readPhrase(utterance);
    this.phrases.delete(utterance);
    this.phrases.set(utterance, phrase);
    if (this.phrases.size > KEPT_PHRASES) {
      for (const oldest of this.phrases.keys()) {
        this.phrases.delete(oldest);
        break;
      }
    }
    return phrase;
  }
}

/** How alike a phrase of the message is to an example; a negation anywhere in the message counts. */
function alikeness(phrase: Phrase, example: Phrase, message: Phrase): number {
  const polarity = message.negated === example.negated ? 1 : OTHER_POLARITY;
  if (phrase.normal === example.normal && phrase.normal !== '') return EXACT * polarity;
  const alike = Math.min(ALIKE_AT_MOST, similarity(phrase, example)) * polarity;
  return phrase.words.length === 1 ? Math.min(ONE_WORD_AT_MOST, alike) : alike;
}

/** What a sentence is worth, by its share in what the message says. */
function coverage(sentence: Phrase, message: Phrase): number {
  const weightOf = (phrase: Phrase): number =>
    [...phrase.weights.values()].reduce((sum, weight) => sum + weight, 0);
  const total = weightOf(message);
  return total === 0 ? 0 : LEAST_COVERAGE + (1 - LEAST_COVERAGE) * Math.min(1, weightOf(sentence) / total);
}

/** The sentences of a message of several; none where it is one. */
function sentencesOf(text: string): string[] {
  const sentences = text.split(/[.!?;,:\n\u3002\uff01\uff1f]+/u).filter((sentence) => sentence.trim() !== '');
  return sentences.length > 1 ? sentences.slice(0, SENTENCES) : [];
}

/** An exact match beats whatever is not exact. */
function leads(best: number, next: number): boolean {
  return best - next >= MARGIN || (best === EXACT && next < EXACT);
}

function rounded(confidence: number): number {
  return Math.round(confidence * 10_000) / 10_000;
}
