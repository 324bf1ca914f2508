import type { NearestExamples } from './artifact.js';
import { blockLengths } from './features.js';
import type { MessageVector } from './message-vector.js';
import { DIMENSIONS, dot } from './word-vectors.js';

/** How similar a message is to the examples, intent by intent, and to the generic sentences. */
export interface Nearest {
  similarities: Float64Array;
  meanings: Float64Array;
  vectors: Float64Array;
  vectorMeans: Float64Array;
  generic: number;
  genericMeaning: number;
  genericVector: number;
}

/** `without` is the place of an example that is left out. */
export function nearestOf(
  index: NearestExamples | null,
  message: MessageVector,
  intents: number,
  without = -1,
): Nearest {
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
  for (let example = 0; example < index.intents.length; example += 1) {
    if (example === without) continue;
    const intent = index.intents[example] ?? 0;
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
  for (let intent = 0; intent < intents; intent += 1) {
    result.vectorMeans[intent] = (result.vectorMeans[intent] ?? 0) / Math.max(1, counts[intent] ?? 0);
  }
  return result;
}
