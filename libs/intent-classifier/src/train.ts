import type { IntentArtifact, IntentExamples, NearestExamples } from './artifact.js';
import {
  blockLengths,
  exactKeyOf,
  FEATURE_VERSION,
  featuresOf,
  messageTokens,
  type TextFeatures,
} from './features.js';
import { spreadOf } from './example-spread.js';
import { BUSINESS_SENTENCES } from './business-sentences.js';
import { GENERIC_SENTENCES } from './generic-sentences.js';
import { type KeyTable, newKeyTable } from './key-table.js';
import { type SparseRows, trainSvm } from './linear-svm.js';
import { tokensOf } from './normal-form.js';
import { polarityOf } from './polarity.js';
import { FeatureCounts, indexOf, newVocabulary, type VocabularyData } from './vocabulary.js';
import { intentWordsOf } from './word-coverage.js';
import { DIMENSIONS, dot } from './word-vectors.js';

export interface TrainOptions {
  /** Passes over the examples for one intent, at most; default 30. */
  maxEpochs?: number;
  /** Asked many times; true ends the training with `TrainingDeadlineError`. */
  isPastDeadline?: () => boolean;
}

/** The training took longer than its caller allows. */
export class TrainingDeadlineError extends Error {
  constructor() {
    super('training the intent classifier took longer than allowed');
    this.name = 'TrainingDeadlineError';
  }
}

/** An error on an example costs more than one on a counterexample: there are few examples and many counterexamples. */
const POSITIVE_COST = 2;
const NEGATIVE_COST = 0.5;
const MAX_EPOCHS = 30;

/** Bounds of memory and time. Many long examples are looked at only in their beginnings. */
const CHARACTER_BUDGET = 1_000_000;
const EXAMPLE_CHARACTERS = 500;
const WEIGHTS_LIMIT = 6_000_000;
const NEAREST_EXAMPLES_LIMIT = 4_000;
const NEAREST_ENTRIES_LIMIT = 1_500_000;

/** A generic sentence with this cosine to an example is left out. */
const LIKE_AN_EXAMPLE = 0.7;

/** The intent of a generic sentence. */
const NO_INTENT = -1;

let genericFeatures: readonly TextFeatures[] | undefined;

/**
 * Learns to tell intents apart, and each from sentences that are about something else. The same intents in the same order
 * give the same artifact. 20 intents with 15 examples take about 0.4 s; see `npm run bench:intent`.
 */
export function train(intents: readonly IntentExamples[], options: TrainOptions = {}): IntentArtifact {
  const isPastDeadline = options.isPastDeadline ?? (() => false);
  const checkDeadline = (): void => {
    if (isPastDeadline()) throw new TrainingDeadlineError();
  };
  const examples = readExamples(intents, checkDeadline);
  genericFeatures ??= [...GENERIC_SENTENCES, ...BUSINESS_SENTENCES].map((sentence) =>
    featuresOf(messageTokens(sentence)),
  );
  const others = unlike(genericFeatures, examples.texts, checkDeadline);
  const texts = [...examples.texts, ...others];
  const owners = [...examples.owners, ...others.map(() => NO_INTENT)];

  const counts = new FeatureCounts();
  for (const { blocks } of texts)
    for (const { hashes } of blocks) for (const hash of hashes) counts.add(hash);
  checkDeadline();
  const kept = counts.mostFrequent(Math.floor(WEIGHTS_LIMIT / Math.max(1, intents.length)));
  const features = kept.hashes.length;
  const width = features + DIMENSIONS;
  const vocabulary = newVocabulary(kept.hashes);
  const inverseFrequencies = Float32Array.from(kept.counts, (count) => inverseFrequency(texts.length, count));
  const rows = rowsOf(texts, vocabulary, inverseFrequencies);
  checkDeadline();

  const svm = {
    columns: width,
    positiveCost: POSITIVE_COST,
    negativeCost: NEGATIVE_COST,
    maxEpochs: options.maxEpochs ?? MAX_EPOCHS,
    shouldStop: isPastDeadline,
  };
  const weights = new Float32Array((width + 1) * intents.length);
  for (let intent = 0; intent < intents.length; intent += 1) {
    const trained = trainSvm(rows, (row) => owners[row] === intent, svm);
    for (let column = 0; column <= width; column += 1) {
      weights[column * intents.length + intent] = trained[column] ?? 0;
    }
    checkDeadline();
  }
  const scopeWeights = trainSvm(rows, (row) => owners[row] !== NO_INTENT, svm);
  checkDeadline();

  const hasIndex =
    examples.texts.length <= NEAREST_EXAMPLES_LIMIT && rows.columns.length <= NEAREST_ENTRIES_LIMIT;
  const index = hasIndex ? invert(rows, owners, features) : null;
  const known = {
    vocabulary,
    inverseFrequencies,
    unknownInverseFrequency: inverseFrequency(texts.length, 0),
  };
  return {
    featureVersion: FEATURE_VERSION,
    intentIds: intents.map((intent) => intent.id),
    exampleCounts: examples.counts,
    ...known,
    weights,
    scopeWeights,
    exact: examples.exact,
    polarities: examples.polarities,
    refuses: examples.refuses,
    nearest: index && {
      ...index,
      spread: spreadOf(known, index, examples.texts, examples.counts, checkDeadline),
      words: intentWordsOf(examples.texts, examples.owners, intents.length),
    },
  };
}

/** The generic sentences that no example is like: an assistant may have an intent for what is generic elsewhere. */
function unlike(
  sentences: readonly TextFeatures[],
  examples: readonly TextFeatures[],
  checkDeadline: () => void,
): TextFeatures[] {
  const vectors = examples.flatMap(({ vector }) => (vector.vector === null ? [] : [vector.vector]));
  return sentences.filter(({ vector: { vector } }) => {
    checkDeadline();
    return vector === null || vectors.every((example) => dot(vector, 0, example, 0) < LIKE_AN_EXAMPLE);
  });
}

interface ReadExamples {
  texts: TextFeatures[];
  owners: number[];
  counts: number[];
  exact: KeyTable;
  polarities: KeyTable;
  refuses: boolean[];
}

function readExamples(intents: readonly IntentExamples[], checkDeadline: () => void): ReadExamples {
  const total = intents.reduce((sum, intent) => sum + intent.utterances.length, 0);
  const characters = Math.min(EXAMPLE_CHARACTERS, Math.floor(CHARACTER_BUDGET / Math.max(1, total)));
  const exact = new Map<number, number>();
  const polarities: [number, number][] = [];
  const read = {
    texts: new Array<TextFeatures>(),
    owners: new Array<number>(),
    counts: new Array<number>(),
    refuses: new Array<boolean>(),
  };
  for (const [index, intent] of intents.entries()) {
    const own = new Set<number>();
    const directions = new Map<number, number>();
    let refuses = false;
    for (const utterance of intent.utterances) {
      const tokens = messageTokens(utterance);
      const key = exactKeyOf(tokens);
      if (key === null || own.has(key)) continue;
      own.add(key);
      exact.set(key, exact.has(key) ? NO_INTENT : index);
      const polarity = polarityOf(tokens);
      refuses ||= polarity.isRefusal;
      if (polarity.contentKey !== null) {
        const known = directions.get(polarity.contentKey) ?? 0;
        directions.set(polarity.contentKey, known | (polarity.isNegated ? 2 : 1));
      }
      read.texts.push(featuresOf(utterance.length > characters ? tokensOf(utterance, characters) : tokens));
      read.owners.push(index);
    }
    for (const [key, mask] of directions) polarities.push([key, index * 4 + mask]);
    read.counts.push(own.size);
    read.refuses.push(refuses);
    checkDeadline();
  }
  return { ...read, exact: newKeyTable([...exact]), polarities: newKeyTable(polarities) };
}

function inverseFrequency(texts: number, count: number): number {
  return Math.log((1 + texts) / (1 + count)) + 1;
}

function rowsOf(
  texts: readonly TextFeatures[],
  vocabulary: VocabularyData,
  inverse: Float32Array,
): SparseRows {
  const starts = new Int32Array(texts.length + 1);
  const entries = texts.reduce(
    (sum, { blocks: [spelling, meaning] }) =>
      sum + spelling.hashes.length + meaning.hashes.length + DIMENSIONS,
    0,
  );
  const columns = new Int32Array(entries);
  const values = new Float32Array(entries);
  let at = 0;
  for (const [row, text] of texts.entries()) {
    const { vector } = text.vector;
    const lengths = blockLengths(vector !== null);
    for (const [block, { hashes, weights }] of text.blocks.entries()) {
      const start = at;
      let square = 0;
      for (let feature = 0; feature < hashes.length; feature += 1) {
        const column = indexOf(vocabulary, hashes[feature] ?? 0);
        if (column < 0) continue;
        const value = (weights[feature] ?? 0) * (inverse[column] ?? 0);
        columns[at] = column;
        values[at] = value;
        square += value * value;
        at += 1;
      }
      const scale = square > 0 ? (lengths[block] ?? 0) / Math.sqrt(square) : 0;
      for (let entry = start; entry < at; entry += 1) values[entry] = (values[entry] ?? 0) * scale;
    }
    for (const [dimension, value] of (vector ?? []).entries()) {
      columns[at] = inverse.length + dimension;
      values[at] = value * lengths[2];
      at += 1;
    }
    starts[row + 1] = at;
  }
  return { starts, columns: columns.slice(0, at), values: values.slice(0, at) };
}

function invert(rows: SparseRows, owners: readonly number[], features: number): NearestExamples {
  const starts = new Int32Array(features + 1);
  for (const column of rows.columns) {
    if (column < features) starts[column + 1] = (starts[column + 1] ?? 0) + 1;
  }
  for (let column = 0; column < features; column += 1) {
    starts[column + 1] = (starts[column + 1] ?? 0) + (starts[column] ?? 0);
  }
  const next = starts.slice();
  const columns = new Int32Array(starts[features] ?? 0);
  const values = new Float32Array(columns.length);
  const vectors = new Float32Array(owners.length * DIMENSIONS);
  for (let row = 0; row + 1 < rows.starts.length; row += 1) {
    for (let entry = rows.starts[row] ?? 0; entry < (rows.starts[row + 1] ?? 0); entry += 1) {
      const column = rows.columns[entry] ?? 0;
      if (column >= features) {
        vectors[row * DIMENSIONS + column - features] = rows.values[entry] ?? 0;
        continue;
      }
      const at = next[column] ?? 0;
      columns[at] = row;
      values[at] = rows.values[entry] ?? 0;
      next[column] = at + 1;
    }
  }
  return { postings: { starts, columns, values }, vectors, intents: Int32Array.from(owners) };
}
