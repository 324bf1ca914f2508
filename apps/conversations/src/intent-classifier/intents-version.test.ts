import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intentsVersion } from './intents-version.js';

const one = { id: 'a', examplesHash: 'x' };
const other = { id: 'b', examplesHash: 'x' };

test('the order of the intents makes no difference', () => {
  assert.equal(intentsVersion([one, other]), intentsVersion([other, one]));
});

test('other examples, an intent more and one less are another version', () => {
  const versions = [[one, other], [one], [one, { ...other, examplesHash: 'y' }], [], [{ ...one, id: 'c' }]];
  assert.equal(new Set(versions.map(intentsVersion)).size, versions.length);
});
