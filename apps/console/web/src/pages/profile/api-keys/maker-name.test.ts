import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makerName } from './maker-name.js';

test('each kind of maker has a name', () => {
  assert.equal(makerName(null), '—');
  assert.equal(makerName({ kind: 'operator', id: null, name: null }), 'The operator');
  assert.equal(makerName({ kind: 'api_key', id: null, name: 'CI' }), 'API key CI');
  assert.equal(makerName({ kind: 'user', id: null, name: 'ada@example.com' }), 'ada@example.com');
});
