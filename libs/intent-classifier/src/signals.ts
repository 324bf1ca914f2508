import type { IntentArtifact } from './artifact.js';
import { ONLY_INTENT_LEADS } from './example-spread.js';
import type { TextFeatures } from './features.js';
import { type MessageVector, messageVectorOf } from './message-vector.js';
import { type Nearest, nearestOf } from './nearest-examples.js';
import { indexOf } from './vocabulary.js';
import { coverageOf, type WordCoverage } from './word-coverage.js';

/** Measures for and against one intent. */
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
  const near = nearestOf(artifact.nearest, message, margins.length);
  const scores = margins.map(
    (margin, intent) =>
      margin +
      NEAREST_WEIGHT * (near.similarities[intent] ?? 0) +
      VECTOR_MEAN_WEIGHT * (near.vectorMeans[intent] ?? 0),
  );
  const best = Array.from(scores.keys())
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, Math.max(2, limit))
    .map((intent) => ({
      intent,
      margin: margins[intent] ?? 0,
      nearest: near.similarities[intent] ?? 0,
      meaning: near.meanings[intent] ?? 0,
      vector: near.vectors[intent] ?? 0,
      vectorMean: near.vectorMeans[intent] ?? 0,
      parts: partsOf(artifact.weights, artifact.intentIds.length, intent, message),
      coverage: coverageOf(artifact.nearest?.words ?? null, intent, text),
    }));
  const ofMessage = messageSignalsOf(artifact, text, message, near);
  return best.slice(0, limit).map((candidate, place) => ({
    intent: candidate.intent,
    signals: signalsOf(candidate, best[place === 0 ? 1 : 0], ofMessage),
  }));
}

/** What is known of one intent, before it is compared with the strongest other one. */
interface Evidence {
  margin: number;
  nearest: number;
  meaning: number;
  vector: number;
  vectorMean: number;
  parts: MarginParts;
  coverage: WordCoverage;
}

/** The signals that are the same for all intents. */
type MessageSignals = Pick<
  Signals,
  | 'generic'
  | 'genericMeaning'
  | 'genericVector'
  | 'scope'
  | 'spellingScope'
  | 'meaningScope'
  | 'vectorScope'
  | 'knownSpelling'
  | 'knownMeaning'
  | 'knownWords'
  | 'knownVectors'
  | 'exampleNearest'
  | 'exampleLead'
  | 'logIntents'
  | 'logExamples'
  | 'logWords'
  | 'logContentWords'
>;

function messageSignalsOf(
  artifact: IntentArtifact,
  text: TextFeatures,
  message: MessageVector,
  near: Nearest,
): MessageSignals {
  const scope = partsOf(artifact.scopeWeights, 1, 0, message);
  const scopeBias = artifact.scopeWeights[artifact.scopeWeights.length - 1] ?? 0;
  const intents = Math.max(1, artifact.intentIds.length);
  const examples = artifact.exampleCounts.reduce((sum, count) => sum + count, 0);
  const words = text.words.filter((word) => indexOf(artifact.vocabulary, word) >= 0).length;
  return {
    generic: near.generic,
    genericMeaning: near.genericMeaning,
    genericVector: near.genericVector,
    scope: scopeBias + scope.spelling + scope.meaning + scope.vector,
    spellingScope: scope.spelling,
    meaningScope: scope.meaning,
    vectorScope: scope.vector,
    knownSpelling: message.known[0] ?? 0,
    knownMeaning: message.known[1] ?? 0,
    knownWords: words / Math.max(1, text.words.length),
    knownVectors: text.vector.known,
    exampleNearest: artifact.nearest?.spread.nearest ?? 0,
    exampleLead: artifact.nearest?.spread.lead ?? 0,
    logIntents: Math.log(intents),
    logExamples: Math.log(Math.max(1, examples / intents)),
    logWords: Math.log(1 + text.words.length),
    logContentWords: Math.log(1 + text.contentWords.length),
  };
}

/**
 * Each property by its name, in one object: built by `...`, such a large object is a hash table, which costs 20 KB and more
 * time than all the rest of a candidate.
 */
function signalsOf(own: Evidence, rival: Evidence | undefined, message: MessageSignals): Signals {
  const lead = ONLY_INTENT_LEADS;
  const { parts, coverage } = own;
  return {
    margin: own.margin,
    marginLead: rival === undefined ? lead.margin : own.margin - rival.margin,
    nearest: own.nearest,
    nearestLead: rival === undefined ? lead.nearest : own.nearest - rival.nearest,
    meaning: own.meaning,
    meaningLead: rival === undefined ? lead.meaning : own.meaning - rival.meaning,
    vector: own.vector,
    vectorLead: rival === undefined ? lead.vector : own.vector - rival.vector,
    vectorMean: own.vectorMean,
    vectorMeanLead: rival === undefined ? lead.vectorMean : own.vectorMean - rival.vectorMean,
    generic: message.generic,
    genericMeaning: message.genericMeaning,
    genericVector: message.genericVector,
    scope: message.scope,
    spellingMargin: parts.spelling,
    meaningMargin: parts.meaning,
    vectorMargin: parts.vector,
    spellingMarginLead: rival === undefined ? lead.spellingMargin : parts.spelling - rival.parts.spelling,
    meaningMarginLead: rival === undefined ? lead.meaningMargin : parts.meaning - rival.parts.meaning,
    vectorMarginLead: rival === undefined ? lead.vectorMargin : parts.vector - rival.parts.vector,
    spellingScope: message.spellingScope,
    meaningScope: message.meaningScope,
    vectorScope: message.vectorScope,
    coverage: coverage.mean,
    coverageOfRare: coverage.meanOfRare,
    mostUnexplained: coverage.mostUnexplained,
    coverageLead: rival === undefined ? lead.coverage : coverage.mean - rival.coverage.mean,
    knownSpelling: message.knownSpelling,
    knownMeaning: message.knownMeaning,
    knownWords: message.knownWords,
    knownVectors: message.knownVectors,
    exampleNearest: message.exampleNearest,
    exampleLead: message.exampleLead,
    logIntents: message.logIntents,
    logExamples: message.logExamples,
    logWords: message.logWords,
    logContentWords: message.logContentWords,
  };
}

function marginsOf({ intentIds, weights }: IntentArtifact, message: MessageVector): Float64Array {
  const count = intentIds.length;
  const margins = new Float64Array(weights.subarray(weights.length - count));
  for (let at = 0; at < message.columns.length; at += 1) {
    const column = message.columns[at] ?? 0;
    const value = message.values[at] ?? 0;
    for (let intent = 0; intent < count; intent += 1) {
      margins[intent] = (margins[intent] ?? 0) + value * (weights[column * count + intent] ?? 0);
    }
  }
  return margins;
}

/** What each block of features adds to a margin. */
interface MarginParts {
  spelling: number;
  meaning: number;
  vector: number;
}

function partsOf(weights: Float32Array, count: number, intent: number, message: MessageVector): MarginParts {
  const { columns, values, meaningStart, vectorStart } = message;
  const sumOf = (start: number, end: number): number => {
    let sum = 0;
    for (let at = start; at < end; at += 1) {
      sum += (values[at] ?? 0) * (weights[(columns[at] ?? 0) * count + intent] ?? 0);
    }
    return sum;
  };
  return {
    spelling: sumOf(0, meaningStart),
    meaning: sumOf(meaningStart, vectorStart),
    vector: sumOf(vectorStart, columns.length),
  };
}
