import type { IntentArtifact } from './artifact.js';
import { ONLY_INTENT_LEADS } from './example-spread.js';
import type { TextFeatures } from './features.js';
import { type MessageVector, messageVectorOf } from './message-vector.js';
import { nearestOf } from './nearest-examples.js';
import { indexOf } from './vocabulary.js';
import { coverageOf } from './word-coverage.js';

/** What speaks for and against one intent. */
export interface Signals {
  /** Distance from the separating plane of the intent. */
  margin: number;
  /** The same less that of the strongest other intent. */
  marginLead: number;
  /** Similarity to the intent's nearest example, 0 to 1, and less that of the strongest other intent. */
  nearest: number;
  nearestLead: number;
  /** The same by meaning alone. */
  meaning: number;
  meaningLead: number;
  /** The same by the vector of the words alone, -1 to 1. */
  vector: number;
  vectorLead: number;
  /** The mean of the vector similarities to all examples of the intent, and less that of the strongest other intent. */
  vectorMean: number;
  vectorMeanLead: number;
  /** Similarity to the nearest generic sentence, by meaning alone, and by vector alone. */
  generic: number;
  genericMeaning: number;
  genericVector: number;
  /** The scope detector: above 0 = looks like one of the tenant's intents. */
  scope: number;
  /** The parts of `margin`, `marginLead` and `scope` that come from each block of features. */
  spellingMargin: number;
  meaningMargin: number;
  vectorMargin: number;
  spellingMarginLead: number;
  meaningMarginLead: number;
  vectorMarginLead: number;
  spellingScope: number;
  meaningScope: number;
  vectorScope: number;
  /** How far the examples' words explain the message's words; see `WordCoverage`. */
  coverage: number;
  coverageOfRare: number;
  mostUnexplained: number;
  /** `coverage` less that of the strongest other intent. */
  coverageLead: number;
  /** Share of the message's features that some example or generic sentence has: of its spelling, its meaning and its words. */
  knownSpelling: number;
  knownMeaning: number;
  knownWords: number;
  /** Share of the message's words that have a vector of their own. */
  knownVectors: number;
  /** What `nearest` and `nearestLead` are for the assistant's own examples, each left out in turn; 0 without an index. */
  exampleNearest: number;
  exampleLead: number;
  /** Natural logarithms: intents, examples of an intent on average, 1 + words of the message. */
  logIntents: number;
  logExamples: number;
  logWords: number;
  /** The same of the words that are no common words. */
  logContentWords: number;
}

export interface Candidate {
  /** Index into the artifact's intents. */
  intent: number;
  signals: Signals;
}

const NEAREST_WEIGHT = 0.3;
const VECTOR_MEAN_WEIGHT = 0.5;

/** The best candidates for a message, best first, at most `limit`. */
export function candidatesOf(artifact: IntentArtifact, text: TextFeatures, limit: number): Candidate[] {
  const message = messageVectorOf(artifact, text);
  const margins = marginsOf(artifact, message);
  const scope = scopeOf(artifact, message);
  const intentWords = artifact.nearest?.words ?? null;
  const near = nearestOf(artifact.nearest, message, margins.length);
  const words = text.words.filter((word) => indexOf(artifact.vocabulary, word) >= 0).length;
  const examples = artifact.exampleCounts.reduce((sum, count) => sum + count, 0);
  const shared = {
    generic: near.generic,
    genericMeaning: near.genericMeaning,
    genericVector: near.genericVector,
    scope: scope.sum,
    spellingScope: scope.spelling,
    meaningScope: scope.meaning,
    vectorScope: scope.vector,
    knownSpelling: message.known[0] ?? 0,
    knownMeaning: message.known[1] ?? 0,
    knownWords: words / Math.max(1, text.words.length),
    knownVectors: text.vector.known,
    exampleNearest: artifact.nearest?.spread.nearest ?? 0,
    exampleLead: artifact.nearest?.spread.lead ?? 0,
    logIntents: Math.log(Math.max(1, margins.length)),
    logExamples: Math.log(Math.max(1, examples / Math.max(1, margins.length))),
    logWords: Math.log(1 + text.words.length),
    logContentWords: Math.log(1 + text.contentWords.length),
  };
  const ranked = Array.from(margins, (margin, intent) => {
    const nearest = near.similarities[intent] ?? 0;
    return {
      intent,
      margin,
      nearest,
      meaning: near.meanings[intent] ?? 0,
      vector: near.vectors[intent] ?? 0,
      vectorMean: near.vectorMeans[intent] ?? 0,
      score: margin + NEAREST_WEIGHT * nearest + VECTOR_MEAN_WEIGHT * (near.vectorMeans[intent] ?? 0),
    };
  }).sort((a, b) => b.score - a.score || a.intent - b.intent);
  const detailed = ranked.slice(0, Math.max(2, limit)).map((entry) => ({
    ...entry,
    parts: partsOf(artifact.weights, artifact.intentIds.length, entry.intent, message),
    coverage: coverageOf(intentWords, entry.intent, text),
  }));
  return detailed.slice(0, limit).map((candidate, place) => {
    const { intent, margin, nearest, meaning, vector, vectorMean, parts, coverage } = candidate;
    const rival = detailed[place === 0 ? 1 : 0];
    return {
      intent,
      signals: {
        ...shared,
        margin,
        marginLead: rival === undefined ? ONLY_INTENT_LEADS.margin : margin - rival.margin,
        nearest,
        nearestLead: rival === undefined ? ONLY_INTENT_LEADS.nearest : nearest - rival.nearest,
        meaning,
        meaningLead: rival === undefined ? ONLY_INTENT_LEADS.meaning : meaning - rival.meaning,
        vector,
        vectorLead: rival === undefined ? ONLY_INTENT_LEADS.vector : vector - rival.vector,
        vectorMean,
        vectorMeanLead: rival === undefined ? ONLY_INTENT_LEADS.vectorMean : vectorMean - rival.vectorMean,
        spellingMargin: parts.spelling,
        meaningMargin: parts.meaning,
        vectorMargin: parts.vector,
        spellingMarginLead:
          rival === undefined ? ONLY_INTENT_LEADS.spellingMargin : parts.spelling - rival.parts.spelling,
        meaningMarginLead:
          rival === undefined ? ONLY_INTENT_LEADS.meaningMargin : parts.meaning - rival.parts.meaning,
        vectorMarginLead:
          rival === undefined ? ONLY_INTENT_LEADS.vectorMargin : parts.vector - rival.parts.vector,
        coverage: coverage.mean,
        coverageOfRare: coverage.meanOfRare,
        mostUnexplained: coverage.mostUnexplained,
        coverageLead: rival === undefined ? ONLY_INTENT_LEADS.coverage : coverage.mean - rival.coverage.mean,
      },
    };
  });
}

function marginsOf({ intentIds, weights }: IntentArtifact, message: MessageVector): Float64Array {
  const count = intentIds.length;
  const bias = weights.length - count;
  const margins = Float64Array.from({ length: count }, (_margin, intent) => weights[bias + intent] ?? 0);
  for (let at = 0; at < message.columns.length; at += 1) {
    const column = message.columns[at] ?? 0;
    const value = message.values[at] ?? 0;
    for (let intent = 0; intent < count; intent += 1) {
      margins[intent] = (margins[intent] ?? 0) + value * (weights[column * count + intent] ?? 0);
    }
  }
  return margins;
}

function scopeOf({ scopeWeights }: IntentArtifact, message: MessageVector): MarginParts & { sum: number } {
  const parts = partsOf(scopeWeights, 1, 0, message);
  const bias = scopeWeights[scopeWeights.length - 1] ?? 0;
  return { ...parts, sum: bias + parts.spelling + parts.meaning + parts.vector };
}

/** What each block of features adds to a margin. */
interface MarginParts {
  spelling: number;
  meaning: number;
  vector: number;
}

function partsOf(weights: Float32Array, count: number, intent: number, message: MessageVector): MarginParts {
  const parts: MarginParts = { spelling: 0, meaning: 0, vector: 0 };
  for (let at = 0; at < message.columns.length; at += 1) {
    const column = message.columns[at] ?? 0;
    const part = (message.values[at] ?? 0) * (weights[column * count + intent] ?? 0);
    if (at < message.meaningStart) parts.spelling += part;
    else if (at < message.vectorStart) parts.meaning += part;
    else parts.vector += part;
  }
  return parts;
}
