import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateApiKey, missingScopes, scopesOfNewKey, visiblePartsOf } from './api-key.js';

test('a key is ff_ and 256 random bits, and no two keys are equal', () => {
  const key = generateApiKey();
  assert.match(key, /^ff_[A-Za-z0-9_-]{43}$/);
  assert.notEqual(key, generateApiKey());
});

test('the visible parts of a key are its first 8 and last 4 characters', () => {
  assert.deepEqual(visiblePartsOf(`ff_abcdefgh${'x'.repeat(32)}1234`), {
    prefix: 'ff_abcde',
    lastFour: '1234',
  });
});

test('a new key has the scopes of its creator, unless fewer are requested', () => {
  const callerScopes = ['workspace:write', 'webhooks:read', 'of:a-newer-release'];
  assert.deepEqual(scopesOfNewKey(callerScopes, undefined), ['webhooks:read', 'workspace:write']);
  assert.deepEqual(scopesOfNewKey(callerScopes, ['webhooks:read']), ['webhooks:read']);
});

test('a caller cannot give a scope that it does not have', () => {
  assert.deepEqual(missingScopes(['workspace:write'], ['workspace:write', 'webhooks:read']), [
    'webhooks:read',
  ]);
});
