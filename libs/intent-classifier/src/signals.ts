import type { IntentArtifact } from './artifact.js';
import { ONLY_INTENT_LEADS } from './example-spread.js';
import type { TextFeatures } from './features.js';
import { type MessageVector, messageVectorOf } from './message-vector.js';
import { nearestOf } from './nearest-examples.js';
import { indexOf } from './vocabulary.js';
import { DIMENSIONS } from './word-vectors.js';

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
  const { margins, scope } = marginsOf(artifact, message);
  const near = nearestOf(artifact.nearest, message, margins.length);
  const words = text.words.filter((word) => indexOf(artifact.vocabulary, word) >= 0).length;
  const examples = artifact.exampleCounts.reduce((sum, count) => sum + count, 0);
  const shared = {
    generic: near.generic,
    genericMeaning: near.genericMeaning,
    genericVector: near.genericVector,
    scope,
    knownSpelling: message.known[0] ?? 0,
    knownMeaning: message.known[1] ?? 0,
    knownWords: words / Math.max(1, text.words.length),
    knownVectors: text.vector.known,
    exampleNearest: artifact.nearest?.spread.nearest ?? 0,
    exampleLead: artifact.nearest?.spread.lead ?? 0,
    logIntents: Math.log(Math.max(1, margins.length)),
    logExamples: Math.log(Math.max(1, examples / Math.max(1, margins.length))),
    logWords: Math.log(1 + text.words.length),
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
  return ranked.slice(0, limit).map(({ intent, margin, nearest, meaning, vector, vectorMean }, place) => {
    const rival = ranked[place === 0 ? 1 : 0];
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
      },
    };
  });
}

function marginsOf(
  { intentIds, weights, scopeWeights, inverseFrequencies }: IntentArtifact,
  message: MessageVector,
): { margins: Float64Array; scope: number } {
  const count = intentIds.length;
  const bias = inverseFrequencies.length + DIMENSIONS;
  const margins = new Float64Array(count);
  for (let intent = 0; intent < count; intent += 1) margins[intent] = weights[bias * count + intent] ?? 0;
  let scope = scopeWeights[bias] ?? 0;
  for (const [at, column] of message.columns.entries()) {
    const value = message.values[at] ?? 0;
    scope += value * (scopeWeights[column] ?? 0);
    for (let intent = 0; intent < count; intent += 1) {
      margins[intent] = (margins[intent] ?? 0) + value * (weights[column * count + intent] ?? 0);
    }
  }
  return { margins, scope };
}
