import assert from 'node:assert/strict';
import { test } from 'node:test';
import { creatorName } from './creator-name.js';

test('each kind of creator has a name', () => {
  assert.equal(creatorName(null), '—');
  assert.equal(creatorName({ kind: 'operator', id: null, name: null }), 'The operator');
  assert.equal(creatorName({ kind: 'api_key', id: null, name: 'CI' }), 'API key CI');
  assert.equal(creatorName({ kind: 'user', id: null, name: 'ada@example.com' }), 'ada@example.com');
});
