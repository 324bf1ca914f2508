import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DIMENSIONS, dot, readTable, vectorOf, wordVectors } from './word-vectors.js';

const file = readFileSync(new URL('../word-vectors/table.bin', import.meta.url));
/** Changes only with a new table, and then FEATURE_VERSION is raised too. */
const SHA_256 = '6734533f43832002dec3936ddf3ae2c649161d0ef818934da5c999885636f8cd';

function similarity(one: string, other: string): number {
  const [first, second] = [one, other].map((text) => vectorOf(text.split(' ')).vector);
  assert.ok(first && second);
  return dot(first, 0, second, 0);
}

test('the table is the one that belongs to this feature version, and complete', () => {
  assert.equal(createHash('sha256').update(file).digest('hex'), SHA_256);
  const { rows, pairs, scales, integers } = wordVectors();
  assert.equal(rows.size, 27_558);
  assert.equal(pairs.size, 4_913);
  assert.equal(scales.length, rows.size + pairs.size);
  assert.equal(integers.length, scales.length * DIMENSIONS);
  assert.ok(scales.every((scale) => Number.isFinite(scale) && scale > 0));
});

test('a table that is cut off is refused', () => {
  assert.throws(() => readTable(file.subarray(0, file.length - 1)), /damaged/);
});

test('texts of similar meaning are nearer than others, with no word in common', () => {
  assert.ok(
    similarity('how much is it', 'what does this cost') >
      similarity('how much is it', 'where do you live') + 0.2,
  );
  assert.ok(similarity('doctor', 'physician') > similarity('doctor', 'window') + 0.3);
});

test('a known pair of words means more than its words, and only in its order', () => {
  const { rows, pairs } = wordVectors();
  const [[key] = []] = pairs;
  assert.ok(key !== undefined);
  const words = [...rows.keys()];
  const [first = '', second = ''] = [words[Math.floor(key / rows.size)], words[key % rows.size]];
  assert.notDeepEqual(
    vectorOf([first, second]).vector,
    vectorOf([second, first]).vector,
    `${first} ${second}`,
  );
});

test('a vector has length 1', () => {
  const { vector } = vectorOf(['please', 'cancel', 'my', 'booking']);
  assert.ok(vector);
  assert.ok(Math.abs(dot(vector, 0, vector, 0) - 1) < 1e-5);
});

test('an unknown word counts with its pieces, and is no known word', () => {
  assert.equal(wordVectors().rows.has('unreservable'), false);
  const text = vectorOf(['the', 'room', 'is', 'unreservable']);
  assert.equal(text.known, 0.75);
  assert.notDeepEqual(text.vector, vectorOf(['the', 'room', 'is']).vector);
});

test('a text in another language has no vector', () => {
  for (const text of [
    'ich mochte ein zimmer buchen',
    'quiero cancelar mi reserva',
    'ik wil een kamer boeken',
  ]) {
    assert.equal(vectorOf(text.split(' ')).vector, null, text);
  }
});

test('a word with two letters swapped counts as the word that is meant', () => {
  assert.deepEqual(vectorOf(['cancle']), vectorOf(['cancel']));
});

test('a text without Latin letters has no vector', () => {
  assert.deepEqual(vectorOf(['営', '業']), { vector: null, known: 0, rows: [-1, -1] });
  assert.deepEqual(vectorOf([]), { vector: null, known: 0, rows: [] });
});

test('a very long word is left out', () => {
  assert.equal(vectorOf(['a'.repeat(600)]).vector, null);
});
