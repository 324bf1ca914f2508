import type { IntentArtifact } from './artifact.js';
import { blockLengths, type TextFeatures } from './features.js';
import { indexOf } from './vocabulary.js';

/** A message's known features; the unknown ones count in the length of their block. */
export interface MessageVector {
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

/** The part of an artifact that says which features are known, and how much each counts. */
export type KnownFeatures = Pick<
  IntentArtifact,
  'vocabulary' | 'inverseFrequencies' | 'unknownInverseFrequency'
>;

export function messageVectorOf(artifact: KnownFeatures, text: TextFeatures): MessageVector {
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
