import type { IntentArtifact } from './artifact.js';
import { isCommonWord } from './concepts.js';
import { confidenceOf } from './confidence.js';
import { CONFIDENCE_CONSTANTS } from './confidence-constants.js';
import { exactKeyOf, FEATURE_VERSION, featuresOf, messageTokens } from './features.js';
import { valuesOf } from './key-table.js';
import { MESSAGE_CHARACTERS, tokensOf } from './normal-form.js';
import { type Polarity, polarityOf } from './polarity.js';
import { type Candidate, candidatesOf } from './signals.js';
import { wordVectors } from './word-vectors.js';

export interface RankedIntent {
  intent_id: string;
  /** 0 to 1. */
  confidence: number;
}

/** Why a message was taken for an intent, or for none. */
export type ClassificationReason =
  | 'example'
  | 'recognised'
  | 'below_threshold'
  | 'ambiguous'
  | 'no_words'
  | 'no_intents';

export interface Classification {
  /** Null for none. */
  intent_id: string | null;
  /** That of the best guess, 0 to 1. */
  confidence: number;
  /** The best guesses, best first, at most five. */
  ranking: RankedIntent[];
  reason: ClassificationReason;
}

export interface Thresholds {
  /** An intent is recognised from this confidence on; default `DEFAULT_THRESHOLD`. */
  threshold?: number;
  /** Minimum difference between the confidences of the best guess and the next one; default `DEFAULT_GAP`. */
  gap?: number;
  /** By intent id, instead of the two above. */
  byIntent?: ReadonlyMap<string, { threshold?: number; gap?: number }>;
}

export interface Classifier {
  readonly intentIds: readonly string[];
  classify(text: string, thresholds?: Thresholds): Classification;
}

export const DEFAULT_THRESHOLD = 0.4;
export const DEFAULT_GAP = 0.05;

/** Maximum confidence of a message that is no example and has only one word, or only words that most messages share ("I want to"). */
const TOO_LITTLE_AT_MOST = 0.35;
/** Factor of the confidence when a message contradicts the examples of an intent ("I do not want X" for "I want X"). */
const CONTRADICTED = 0.3;
/** Factor of the confidence of one sentence of a message: the other sentences may be about something else. */
const SENTENCE_WORTH = 0.9;
const MOST_SENTENCES = 4;
const RANKED = 5;
const EXACT = 1;
/** A text that is an example of several intents. */
const SHARED_EXAMPLE = 0.5;

/** The artifact was made by another version of the features: train again. */
export class ArtifactVersionError extends Error {
  constructor(version: number) {
    super(`the artifact has feature version ${version}, this classifier reads ${FEATURE_VERSION}`);
    this.name = 'ArtifactVersionError';
  }
}

/**
 * A classifier from what `train` made; costs the artifact's memory, and the first of a thread 15 ms for the word vectors.
 *
 * What it knows: only the beginning of a message (`MESSAGE_CHARACTERS`) is looked at. A text that is word for word one
 * intent's example is always recognised. Of other messages of a
 * single word, or of common words only, the confidence is at most 0.35.
 *
 * Weak spots. Negation: "I do not want to cancel" is recognised as the opposite of "I want to cancel" where the refusal is
 * in a common English, German, French, Spanish, Italian or Portuguese form, or where a message differs from an example in
 * nothing but a negation; other ways to deny ("cancel? no way") are not understood. Nouns: a message about something else
 * that shares a rare noun with the examples may be captured. Languages: nothing is carried from one language to another;
 * synonyms and meanings are known in English only. Irony and context from earlier messages are not seen.
 */
export function load(artifact: IntentArtifact): Classifier {
  if (artifact.featureVersion !== FEATURE_VERSION) throw new ArtifactVersionError(artifact.featureVersion);
  // Read here, unless it is in memory, so that no message waits for it.
  wordVectors();
  return {
    intentIds: artifact.intentIds,
    classify: (text, thresholds = {}) => classify(artifact, text, thresholds),
  };
}

function classify(artifact: IntentArtifact, text: string, thresholds: Thresholds): Classification {
  if (artifact.intentIds.length === 0) return none('no_intents');
  const tokens = messageTokens(text);
  const key = exactKeyOf(tokens);
  if (key === null) return none('no_words');
  const [exact] = valuesOf(artifact.exact, key);
  const example = exact === undefined ? undefined : artifact.intentIds[exact];
  const polarity = polarityOf(tokens);
  const whole = rank(artifact, tokens, polarity);
  if (example !== undefined) {
    const others = whole.filter((entry) => entry.intent_id !== example);
    const ranking = [{ intent_id: example, confidence: EXACT }, ...others].slice(0, RANKED);
    return { intent_id: example, confidence: EXACT, ranking, reason: 'example' };
  }
  if (exact !== undefined) {
    const ranking = whole.map((entry) => ({
      ...entry,
      confidence: Math.min(entry.confidence, SHARED_EXAMPLE),
    }));
    return { intent_id: null, confidence: ranking[0]?.confidence ?? 0, ranking, reason: 'ambiguous' };
  }
  const first = decide(whole, thresholds);
  if (first.intent_id !== null) return first;
  const parts = sentencesOf(text).map((sentence) =>
    decide(rankSentence(artifact, sentence, polarity), thresholds),
  );
  const [best] = parts
    .filter((part) => part.intent_id !== null)
    .sort((a, b) => b.confidence - a.confidence || 0);
  return best ?? first;
}

/** The best guesses for some words, best first. */
function rank(artifact: IntentArtifact, tokens: readonly string[], polarity: Polarity): RankedIntent[] {
  const features = featuresOf(tokens);
  const { withNearest, withoutNearest } =
    CONFIDENCE_CONSTANTS[features.vector.vector === null ? 'withoutVector' : 'withVector'];
  const constants = artifact.nearest === null ? withoutNearest : withNearest;
  const saysLittle = tokens.length === 1 || tokens.every(isCommonWord);
  const most = saysLittle ? TOO_LITTLE_AT_MOST : 1;
  return candidatesOf(artifact, features, RANKED)
    .map((candidate) => {
      const worth = isContradicted(artifact, candidate, polarity) ? CONTRADICTED : 1;
      const confidence = Math.min(most, confidenceOf(candidate.signals, constants)) * worth;
      return { intent_id: artifact.intentIds[candidate.intent] ?? '', confidence: rounded(confidence) };
    })
    .sort((a, b) => b.confidence - a.confidence);
}

/** A negation anywhere in the message counts for each of its sentences. */
function rankSentence(artifact: IntentArtifact, sentence: string[], polarity: Polarity): RankedIntent[] {
  const [exact] = valuesOf(artifact.exact, exactKeyOf(sentence) ?? -1);
  const example = exact === undefined ? undefined : artifact.intentIds[exact];
  return rank(artifact, sentence, polarity)
    .map(({ intent_id, confidence }) => ({
      intent_id,
      confidence: rounded(
        SENTENCE_WORTH * (intent_id === example && !polarity.isRefusal ? EXACT : confidence),
      ),
    }))
    .sort((a, b) => b.confidence - a.confidence);
}

function isContradicted(artifact: IntentArtifact, { intent }: Candidate, polarity: Polarity): boolean {
  if (polarity.isRefusal && artifact.refuses[intent] !== true) return true;
  const own = valuesOf(artifact.polarities, polarity.contentKey ?? -1).find((value) => value >> 2 === intent);
  if (own === undefined) return false;
  const mask = own & 3;
  return mask !== 3 && (mask === 2) !== polarity.isNegated;
}

function decide(ranking: RankedIntent[], thresholds: Thresholds): Classification {
  const [best, next] = ranking;
  if (best === undefined) return none('no_intents');
  const own = thresholds.byIntent?.get(best.intent_id);
  const threshold = own?.threshold ?? thresholds.threshold ?? DEFAULT_THRESHOLD;
  const gap = own?.gap ?? thresholds.gap ?? DEFAULT_GAP;
  const { confidence } = best;
  if (confidence < threshold) return { intent_id: null, confidence, ranking, reason: 'below_threshold' };
  if (confidence - (next?.confidence ?? 0) < gap) {
    return { intent_id: null, confidence, ranking, reason: 'ambiguous' };
  }
  return { intent_id: best.intent_id, confidence, ranking, reason: 'recognised' };
}

/** The sentences of a message of several, each of two words or more. */
function sentencesOf(text: string): string[][] {
  const parts = text
    .slice(0, MESSAGE_CHARACTERS)
    .split(/[.!?;\n\u3002\uff01\uff1f]+/u)
    .filter((part) => part.trim() !== '');
  if (parts.length < 2) return [];
  return parts
    .slice(0, MOST_SENTENCES)
    .map((part) => tokensOf(part, MESSAGE_CHARACTERS))
    .filter((tokens) => tokens.length > 1);
}

function none(reason: ClassificationReason): Classification {
  return { intent_id: null, confidence: 0, ranking: [], reason };
}

function rounded(confidence: number): number {
  return Math.round(confidence * 10_000) / 10_000;
}
