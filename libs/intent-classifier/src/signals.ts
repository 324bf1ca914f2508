import type { IntentArtifact, NearestExamplesData } from './artifact.js';
import { blockLengths, type TextFeatures } from './features.js';
import { indexOf } from './vocabulary.js';
import { DIMENSIONS, dot } from './word-vectors.js';

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
/** The lead of an assistant's only intent. */
const ONLY_INTENT = { margin: 1, nearest: 0.3, meaning: 0.2, vector: 0.3, vectorMean: 0.3 } as const;

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
        marginLead: rival === undefined ? ONLY_INTENT.margin : margin - rival.margin,
        nearest,
        nearestLead: rival === undefined ? ONLY_INTENT.nearest : nearest - rival.nearest,
        meaning,
        meaningLead: rival === undefined ? ONLY_INTENT.meaning : meaning - rival.meaning,
        vector,
        vectorLead: rival === undefined ? ONLY_INTENT.vector : vector - rival.vector,
        vectorMean,
        vectorMeanLead: rival === undefined ? ONLY_INTENT.vectorMean : vectorMean - rival.vectorMean,
      },
    };
  });
}

/** A message's known features; the unknown ones count in the length of their block. */
interface MessageVector {
  columns: number[];
  values: number[];
  /** Where the second block starts. */
  meaningStart: number;
  /** Where the third block starts. */
  vectorStart: number;
  /** The third block; null where too few words have a vector. */
  vector: Float32Array<ArrayBuffer> | null;
  /** Known share of the first and of the second block. */
  known: number[];
}

function messageVectorOf(artifact: IntentArtifact, text: TextFeatures): MessageVector {
  const { vector: dense } = text.vector;
  const lengths = blockLengths(dense !== null);
  const vector: MessageVector = {
    columns: [],
    values: [],
    meaningStart: 0,
    vectorStart: 0,
    vector: dense?.map((value) => value * lengths[2]) ?? null,
    known: [],
  };
  for (const [block, weights] of text.blocks.entries()) {
    const start = vector.columns.length;
    if (block === 1) vector.meaningStart = start;
    let total = 0;
    let known = 0;
    for (const [hash, weight] of weights) {
      const column = indexOf(artifact.vocabulary, hash);
      if (column < 0) {
        total += (weight * artifact.unknownInverseFrequency) ** 2;
        continue;
      }
      const value = weight * (artifact.inverseFrequencies[column] ?? 0);
      total += value * value;
      known += value * value;
      vector.columns.push(column);
      vector.values.push(value);
    }
    const scale = total > 0 ? (lengths[block] ?? 0) / Math.sqrt(total) : 0;
    for (let at = start; at < vector.values.length; at += 1) {
      vector.values[at] = (vector.values[at] ?? 0) * scale;
    }
    vector.known.push(total > 0 ? known / total : 0);
  }
  vector.vectorStart = vector.columns.length;
  for (const [dimension, value] of (vector.vector ?? []).entries()) {
    vector.columns.push(artifact.inverseFrequencies.length + dimension);
    vector.values.push(value);
  }
  return vector;
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

interface Nearest {
  similarities: Float64Array;
  meanings: Float64Array;
  vectors: Float64Array;
  vectorMeans: Float64Array;
  generic: number;
  genericMeaning: number;
  genericVector: number;
}

function nearestOf(index: NearestExamplesData | null, message: MessageVector, intents: number): Nearest {
  const result: Nearest = {
    similarities: new Float64Array(intents),
    meanings: new Float64Array(intents),
    vectors: new Float64Array(intents),
    vectorMeans: new Float64Array(intents),
    generic: 0,
    genericMeaning: 0,
    genericVector: 0,
  };
  if (index === null) return result;
  const spelling = new Float32Array(index.intents.length);
  const meaning = new Float32Array(index.intents.length);
  const { starts, columns, values } = index.postings;
  for (let at = 0; at < message.vectorStart; at += 1) {
    const column = message.columns[at] ?? 0;
    const value = message.values[at] ?? 0;
    const similarities = at < message.meaningStart ? spelling : meaning;
    const end = starts[column + 1] ?? 0;
    for (let entry = starts[column] ?? 0; entry < end; entry += 1) {
      const example = columns[entry] ?? 0;
      similarities[example] = (similarities[example] ?? 0) + value * (values[entry] ?? 0);
    }
  }
  const vectorLength = blockLengths(true)[2];
  const counts = new Float64Array(intents);
  for (const [example, intent] of index.intents.entries()) {
    const byMeaning = meaning[example] ?? 0;
    const byVector =
      message.vector === null ? 0 : dot(message.vector, 0, index.vectors, example * DIMENSIONS);
    const similarity = (spelling[example] ?? 0) + byMeaning + byVector;
    const cosine = byVector / vectorLength ** 2;
    if (intent < 0) {
      result.generic = Math.max(result.generic, similarity);
      result.genericMeaning = Math.max(result.genericMeaning, byMeaning);
      result.genericVector = Math.max(result.genericVector, cosine);
    } else {
      result.similarities[intent] = Math.max(result.similarities[intent] ?? 0, similarity);
      result.meanings[intent] = Math.max(result.meanings[intent] ?? 0, byMeaning);
      result.vectors[intent] = Math.max(result.vectors[intent] ?? 0, cosine);
      result.vectorMeans[intent] = (result.vectorMeans[intent] ?? 0) + cosine;
      counts[intent] = (counts[intent] ?? 0) + 1;
    }
  }
  for (const [intent, count] of counts.entries()) {
    result.vectorMeans[intent] = (result.vectorMeans[intent] ?? 0) / Math.max(1, count);
  }
  return result;
}
