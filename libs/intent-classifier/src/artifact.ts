import type { KeyTable } from './key-table.js';
import type { SparseRows } from './linear-svm.js';
import type { VocabularyData } from './vocabulary.js';

/** What a classifier needs to know of an intent. */
export interface IntentExamples {
  id: string;
  utterances: readonly string[];
}

/**
 * What training makes of a tenant's intents. Typed arrays, numbers and lists that are no longer
 * than the intents only: it moves to another thread without a copy (`artifactBuffers`) and `v8.serialize` keeps it. It belongs to one `featureVersion`.
 */
export interface IntentArtifact {
  readonly featureVersion: number;
  readonly intentIds: readonly string[];
  /** Different examples of each intent. */
  readonly exampleCounts: readonly number[];
  readonly vocabulary: VocabularyData;
  /** Inverse document frequency of each known feature. */
  readonly inverseFrequencies: Float32Array<ArrayBuffer>;
  /** The same for a feature that no example has. */
  readonly unknownInverseFrequency: number;
  /** Feature by feature, then by dimension of the word vectors, the weights for all intents; the last row is the bias. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** "One of the tenant's intents" against generic sentences: weights in the same order. */
  readonly scopeWeights: Float32Array<ArrayBuffer>;
  /** Exact key of an example → index of its intent, or -1 where several intents claim it. */
  readonly exact: KeyTable;
  /** Content key → 4 × intent index + 1 where an example is not negated, 2 where one is, 3 for both. */
  readonly polarities: KeyTable;
  /** Whether an intent has an example that refuses something. */
  readonly refuses: readonly boolean[];
  /** The examples themselves; null above a size limit. */
  readonly nearest: NearestExamplesData | null;
}

/** Examples as an inverted index. */
export interface NearestExamples {
  /** Feature → (example, value). */
  readonly postings: SparseRows;
  /** Example by example its vector; zeros for one without a vector. */
  readonly vectors: Float32Array<ArrayBuffer>;
  /** The intent of each example; -1 for a generic sentence. */
  readonly intents: Int32Array<ArrayBuffer>;
}

export interface NearestExamplesData extends NearestExamples {
  readonly spread: ExampleSpread;
  readonly words: IntentWords;
}

/** The words of each intent's examples: those of intent i are at the places from `starts[i]` to `starts[i + 1]`. */
export interface IntentWords {
  readonly starts: Int32Array<ArrayBuffer>;
  readonly hashes: Int32Array<ArrayBuffer>;
  /** Rows of the table of word vectors, or `UNKNOWN_ROW`. */
  readonly rows: Int32Array<ArrayBuffer>;
  /** The lengths of their vectors. */
  readonly lengths: Float32Array<ArrayBuffer>;
}

/** How an example is to the other examples of the assistant, on average: see `spreadOf`. */
export interface ExampleSpread {
  /** Similarity to the nearest other example of the same intent, 0 to 1. */
  readonly nearest: number;
  /** The same less the similarity to the nearest example of another intent, -1 to 1. */
  readonly lead: number;
}

/** The memory that carries nearly all of an artifact; give it to `postMessage` as its transfer list. */
export function artifactBuffers(artifact: IntentArtifact): ArrayBuffer[] {
  const { vocabulary, inverseFrequencies, weights, scopeWeights, exact, polarities, nearest } = artifact;
  const arrays = [vocabulary.keys, vocabulary.slots, inverseFrequencies, weights, scopeWeights];
  const tables = [exact.keys, exact.values, polarities.keys, polarities.values];
  const index =
    nearest === null
      ? []
      : [
          nearest.postings.starts,
          nearest.postings.columns,
          nearest.postings.values,
          nearest.vectors,
          nearest.intents,
          nearest.words.starts,
          nearest.words.hashes,
          nearest.words.rows,
          nearest.words.lengths,
        ];
  return [...arrays, ...tables, ...index].map((array) => array.buffer);
}

/** About how many bytes an artifact takes in memory. */
export function artifactBytes(artifact: IntentArtifact): number {
  return artifactBuffers(artifact).reduce((sum, buffer) => sum + buffer.byteLength, 0);
}
