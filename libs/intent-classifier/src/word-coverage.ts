import type { IntentWords } from './artifact.js';
import type { TextFeatures } from './features.js';
import { rowLength, rowProduct, UNKNOWN_ROW } from './word-vectors.js';

/** How far the words of an intent's examples explain the words of a message. Common words ("I want to") are left out. */
export interface WordCoverage {
  /**
   * 0 to 1. Each word counts with its similarity to the most similar word of the examples. Its weight is the length of its
   * vector: rare words have long vectors.
   */
  mean: number;
  /** The same with the squared length as weight: the rarest words decide. */
  meanOfRare: number;
  /** The word that is explained least: its length times (1 - similarity). */
  mostUnexplained: number;
}

/** Words of a message that are compared, and words of an intent that are kept. They bound the time to 3,200 products an intent. */
const MESSAGE_WORDS = 16;
const INTENT_WORDS = 200;
/** The length of a word without a vector: 1.5 times that of an average word, because it is probably a rare word or a name. */
const UNKNOWN_LENGTH = 1.2;

/** The different words of each intent's examples, at most 200 of an intent. */
export function intentWordsOf(
  texts: readonly TextFeatures[],
  owners: readonly number[],
  intents: number,
): IntentWords {
  const words = Array.from({ length: intents }, () => new Map<number, number>());
  for (const [at, text] of texts.entries()) {
    const own = words[owners[at] ?? -1];
    for (const [place, hash] of text.words.entries()) {
      if (own === undefined || own.size >= INTENT_WORDS) break;
      own.set(hash, text.vector.rows[place] ?? UNKNOWN_ROW);
    }
  }
  const starts = new Int32Array(intents + 1);
  for (const [intent, own] of words.entries()) starts[intent + 1] = (starts[intent] ?? 0) + own.size;
  const rows = Int32Array.from(words.flatMap((own) => [...own.values()]));
  return {
    starts,
    hashes: Int32Array.from(words.flatMap((own) => [...own.keys()])),
    rows,
    lengths: Float32Array.from(rows, lengthOf),
  };
}

export function coverageOf(words: IntentWords | null, intent: number, text: TextFeatures): WordCoverage {
  if (words === null) return { mean: 0, meanOfRare: 0, mostUnexplained: 0 };
  let explained = 0;
  let explainedOfRare = 0;
  let mostUnexplained = 0;
  let lengths = 0;
  let squares = 0;
  for (const place of text.contentWords.slice(0, MESSAGE_WORDS)) {
    const row = text.vector.rows[place] ?? UNKNOWN_ROW;
    const length = lengthOf(row);
    const similarity = highestSimilarity(words, intent, text.words[place] ?? 0, row, length);
    explained += length * similarity;
    explainedOfRare += length * length * similarity;
    mostUnexplained = Math.max(mostUnexplained, length * (1 - similarity));
    lengths += length;
    squares += length * length;
  }
  return {
    mean: explained / Math.max(lengths, Number.MIN_VALUE),
    meanOfRare: explainedOfRare / Math.max(squares, Number.MIN_VALUE),
    mostUnexplained,
  };
}

/** The cosine to the most similar word of the intent; a word without a vector is only like itself. */
function highestSimilarity(
  { starts, hashes, rows, lengths }: IntentWords,
  intent: number,
  hash: number,
  row: number,
  length: number,
): number {
  const start = starts[intent] ?? 0;
  const end = starts[intent + 1] ?? 0;
  for (let at = start; at < end; at += 1) if (hashes[at] === hash) return 1;
  if (row === UNKNOWN_ROW) return 0;
  let highest = 0;
  for (let at = start; at < end; at += 1) {
    const other = rows[at] ?? UNKNOWN_ROW;
    if (other === UNKNOWN_ROW) continue;
    highest = Math.max(highest, rowProduct(row, other) / (length * (lengths[at] ?? 1)));
  }
  return Math.min(1, highest);
}

function lengthOf(row: number): number {
  return row === UNKNOWN_ROW ? UNKNOWN_LENGTH : rowLength(row);
}
