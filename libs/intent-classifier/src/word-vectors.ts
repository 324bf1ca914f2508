import { readFileSync } from 'node:fs';

/**
 * What English words mean, as vectors: texts of similar meaning have vectors of similar direction. The table is made by
 * ../word-vectors/distil.py; ../word-vectors/README.md names its sources. One copy serves all classifiers of a thread.
 */
export interface WordVectors {
  /** Word, or `##` and a piece of a word, → its row. */
  readonly rows: ReadonlyMap<string, number>;
  readonly dimensions: number;
  /** A row's numbers are its integers times its scale. Rows of pairs follow those of words. */
  readonly scales: Float32Array;
  readonly integers: Int8Array;
  /** Two words (or pieces) that follow each other, by `pairKey` of their rows, → the row of what they mean together beyond their sum. */
  readonly pairs: ReadonlyMap<number, number>;
}

/** The length of a vector. */
export const DIMENSIONS = 128;

/** What a text means. */
export interface TextVector {
  /** Length 1; null for a text of which too few words are known: it is in another language. */
  readonly vector: Float32Array<ArrayBuffer> | null;
  /** Share of the words that are in the table as a whole, 0 to 1. */
  readonly known: number;
  /** The row of each word that is in the table as a whole or as a misspelled word, else `UNKNOWN_ROW`. */
  readonly rows: readonly number[];
}

export const UNKNOWN_ROW = -1;

const FILE = new URL('../word-vectors/table.bin', import.meta.url);
const HEADER_BYTES = 16;
/**
 * German, French, Spanish, Italian, Portuguese and Dutch sentences have 0 to 0.6 of their words in the table, most English ones nearly all.
 */
const KNOWN_AT_LEAST = 0.65;
const LONGEST_WORD = 40;
const LONGEST_PIECE = 20;
/** A shorter word is not taken for a misspelled one. */
const SHORTEST_MISSPELLED = 5;

let loaded: WordVectors | undefined;

/** The table; the first call reads it from the disk (about 15 ms). */
export function wordVectors(): WordVectors {
  loaded ??= readTable(readFileSync(FILE));
  return loaded;
}

/**
 * Four 32-bit numbers (words, dimensions, bytes of the word list, pairs), the word list with a line for each word, a 32-bit key
 * for each pair, then for each word and each pair a 32-bit scale, and then an 8-bit integer for each dimension of each of
 * them; little-endian. Throws where the file is not complete.
 */
export function readTable(file: Buffer): WordVectors {
  const words = file.readUInt32LE(0);
  const dimensions = file.readUInt32LE(4);
  const listBytes = file.readUInt32LE(8);
  const count = words + file.readUInt32LE(12);
  const keysAt = HEADER_BYTES + listBytes;
  const scalesAt = keysAt + (count - words) * 4;
  const integersAt = scalesAt + count * 4;
  if (dimensions !== DIMENSIONS || file.length !== integersAt + count * dimensions) {
    throw new Error('the table of word vectors is damaged');
  }
  const scales = new Float32Array(count);
  for (let row = 0; row < count; row += 1) scales[row] = file.readFloatLE(scalesAt + row * 4);
  const list = file.toString('utf8', HEADER_BYTES, keysAt).trimEnd().split('\n');
  const pairs = new Map<number, number>();
  for (let row = words; row < count; row += 1) pairs.set(file.readUInt32LE(keysAt + (row - words) * 4), row);
  return {
    rows: new Map(list.map((word, row) => [word, row])),
    dimensions,
    scales,
    integers: new Int8Array(file.buffer, file.byteOffset + integersAt, count * dimensions),
    pairs,
  };
}

/**
 * The direction of the sum of the words' vectors and of those of known pairs of words. A word that is not in the table counts as the
 * one with two letters swapped, or with its pieces.
 */
export function vectorOf(tokens: readonly string[]): TextVector {
  const vectors = wordVectors();
  const sum = new Float32Array(DIMENSIONS);
  let known = 0;
  let before = UNKNOWN_ROW;
  const found: number[] = [];
  for (const token of tokens) {
    const pieces = piecesOf(token, vectors.rows);
    if (pieces.length === 1) known += 1;
    found.push(pieces.length === 1 ? (pieces[0] ?? UNKNOWN_ROW) : UNKNOWN_ROW);
    for (const row of pieces) {
      addRow(vectors, row, sum);
      const pair = before === UNKNOWN_ROW ? undefined : vectors.pairs.get(pairKey(vectors, before, row));
      if (pair !== undefined) addRow(vectors, pair, sum);
      before = row;
    }
  }
  const share = known / Math.max(1, tokens.length);
  const length = Math.sqrt(dot(sum, 0, sum, 0));
  return {
    vector: length > 0 && share >= KNOWN_AT_LEAST ? sum.map((value) => value / length) : null,
    known: share,
    rows: found,
  };
}

/** Below 2^32 for tables of up to 65,536 words. */
function pairKey({ rows }: WordVectors, first: number, second: number): number {
  return first * rows.size + second;
}

function addRow({ scales, integers }: WordVectors, row: number, sum: Float32Array): void {
  const scale = scales[row] ?? 0;
  const start = row * DIMENSIONS;
  for (let at = 0; at < DIMENSIONS; at += 1) sum[at] = (sum[at] ?? 0) + scale * (integers[start + at] ?? 0);
}

/** The length of a row's vector; that of the average word is about 0.8. */
export function rowLength(row: number): number {
  return Math.sqrt(rowProduct(row, row));
}

/** The scalar product of the vectors of two rows of the table, with the scale of each row applied. */
export function rowProduct(one: number, other: number): number {
  const { scales, integers } = wordVectors();
  const oneStart = one * DIMENSIONS;
  const otherStart = other * DIMENSIONS;
  let product = 0;
  // Sums of 128 products of 8-bit integers are far below 2^31: `| 0` only tells the compiler so.
  for (let at = 0; at < DIMENSIONS; at += 1) {
    product = (product + Math.imul(integers[oneStart + at] ?? 0, integers[otherStart + at] ?? 0)) | 0;
  }
  return product * (scales[one] ?? 0) * (scales[other] ?? 0);
}

/** The product of two vectors that start somewhere in an array. Two sums, because each addition waits for the one before it. */
export function dot(one: Float32Array, oneStart: number, other: Float32Array, otherStart: number): number {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < DIMENSIONS; at += 2) {
    even += (one[oneStart + at] ?? 0) * (other[otherStart + at] ?? 0);
    odd += (one[oneStart + at + 1] ?? 0) * (other[otherStart + at + 1] ?? 0);
  }
  return even + odd;
}

/** The rows of a word's longest pieces from its beginning (WordPiece); none where some part of it is unknown. */
function piecesOf(word: string, rows: ReadonlyMap<string, number>): number[] {
  const whole = rows.get(word);
  if (whole !== undefined) return [whole];
  if (word.length > LONGEST_WORD || !/^[a-z0-9]+$/.test(word)) return [];
  const meant = swappedOf(word, rows);
  if (meant !== undefined) return [meant];
  const found: number[] = [];
  for (let start = 0; start < word.length;) {
    let end = Math.min(word.length, start + LONGEST_PIECE);
    const rowOf = (): number | undefined => rows.get(`${start === 0 ? '' : '##'}${word.slice(start, end)}`);
    let row = rowOf();
    while (row === undefined && end > start + 1) {
      end -= 1;
      row = rowOf();
    }
    if (row === undefined) return [];
    found.push(row);
    start = end;
  }
  return found;
}

/** The row of the most frequent word that differs only in two letters that are swapped (`cancle`). */
function swappedOf(word: string, rows: ReadonlyMap<string, number>): number | undefined {
  if (word.length < SHORTEST_MISSPELLED) return undefined;
  const found: number[] = [];
  for (let at = 0; at + 1 < word.length; at += 1) {
    const row = rows.get(`${word.slice(0, at)}${word.charAt(at + 1)}${word.charAt(at)}${word.slice(at + 2)}`);
    if (row !== undefined) found.push(row);
  }
  return found.length > 0 ? Math.min(...found) : undefined;
}
