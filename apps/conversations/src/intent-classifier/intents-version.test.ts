import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intentsVersion } from './intents-version.js';

const one = { id: 'a', revision: 1 };
const other = { id: 'b', revision: 1 };

test('the order of the intents makes no difference', () => {
  assert.equal(intentsVersion([one, other]), intentsVersion([other, one]));
});

test('another revision, an intent more and one less are another version', () => {
  const versions = [[one, other], [one], [one, { ...other, revision: 2 }], [], [{ ...one, id: 'c' }]];
  assert.equal(new Set(versions.map(intentsVersion)).size, versions.length);
});
