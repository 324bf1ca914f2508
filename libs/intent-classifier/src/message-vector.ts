import type { IntentArtifact } from './artifact.js';
import { blockLengths, type TextFeatures } from './features.js';
import { indexOf } from './vocabulary.js';

/** A message's known features; the unknown ones count in the length of their block. */
export interface MessageVector {
  columns: Int32Array<ArrayBuffer>;
  values: Float64Array<ArrayBuffer>;
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
  const dense = text.vector.vector;
  const lengths = blockLengths(dense !== null);
  const [spelling, meaning] = text.blocks;
  const most = spelling.hashes.length + meaning.hashes.length + (dense?.length ?? 0);
  const columns = new Int32Array(most);
  const values = new Float64Array(most);
  const known: number[] = [];
  const ends: number[] = [];
  let size = 0;
  for (const [block, { hashes, weights }] of text.blocks.entries()) {
    const start = size;
    let total = 0;
    let ofKnown = 0;
    for (let at = 0; at < hashes.length; at += 1) {
      const weight = weights[at] ?? 0;
      const column = indexOf(artifact.vocabulary, hashes[at] ?? 0);
      if (column < 0) {
        total += (weight * artifact.unknownInverseFrequency) ** 2;
        continue;
      }
      const value = weight * (artifact.inverseFrequencies[column] ?? 0);
      total += value * value;
      ofKnown += value * value;
      columns[size] = column;
      values[size] = value;
      size += 1;
    }
    const scale = total > 0 ? (lengths[block] ?? 0) / Math.sqrt(total) : 0;
    for (let at = start; at < size; at += 1) values[at] = (values[at] ?? 0) * scale;
    known.push(total > 0 ? ofKnown / total : 0);
    ends.push(size);
  }
  const vector = dense?.map((value) => value * lengths[2]) ?? null;
  for (let dimension = 0; vector !== null && dimension < vector.length; dimension += 1) {
    columns[size] = artifact.inverseFrequencies.length + dimension;
    values[size] = vector[dimension] ?? 0;
    size += 1;
  }
  return {
    columns: columns.subarray(0, size),
    values: values.subarray(0, size),
    meaningStart: ends[0] ?? 0,
    vectorStart: ends[1] ?? 0,
    vector,
    known,
  };
}
