import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindingOf, decodeCursor, encodeCursor } from './page.js';

const id = '0196f0a4-8c1e-7b3d-9a52-6f0c1d2e3b4a';
const cursor = {
  first: id,
  last: id,
  horizon: id,
  snapshot: '10:20:12,15',
  rest: null,
  boundTo: bindingOf(['w', 'forms', []]),
};

test('a cursor is decoded to the same value', () => {
  assert.deepEqual(decodeCursor(encodeCursor(cursor)), cursor);
  const withRest = { ...cursor, rest: { below: id, upTo: '11:21:' } };
  assert.deepEqual(decodeCursor(encodeCursor(withRest)), withRest);
});

test('each of workspace, list and filters changes the binding', () => {
  const filter = [{ sql: 'webhook_id = ?', value: id }];
  const bindings = [
    ['w', 'forms', []],
    ['v', 'forms', []],
    ['w', 'intents', []],
    ['w', 'forms', filter],
  ].map(bindingOf);
  assert.equal(new Set(bindings).size, 4);
});

test('a cursor with a snapshot that Postgres would refuse is invalid', () => {
  for (const snapshot of ['20:10:', '0:0:', '10:20:9', '10:20:20', '10:20:15,12', `1:${2n ** 63n}:`, '1:2']) {
    assert.equal(decodeCursor(encodeCursor({ ...cursor, snapshot })), null, snapshot);
  }
});
