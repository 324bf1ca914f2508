import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateApiKey, scopesBeyond, scopesFor, shownPartsOf } from './api-key.js';

test('a key is ff_ and 256 random bits, each time another', () => {
  const key = generateApiKey();
  assert.match(key, /^ff_[A-Za-z0-9_-]{43}$/);
  assert.notEqual(key, generateApiKey());
});

test('of a key only its ends are shown', () => {
  assert.deepEqual(shownPartsOf(`ff_abcdefgh${'x'.repeat(32)}1234`), {
    prefix: 'ff_abcde',
    lastFour: '1234',
  });
});

test('a new key has what its maker has, unless it asks for less', () => {
  const held = ['workspace:write', 'webhooks:read', 'of:a-newer-release'];
  assert.deepEqual(scopesFor(held, undefined), ['webhooks:read', 'workspace:write']);
  assert.deepEqual(scopesFor(held, ['webhooks:read']), ['webhooks:read']);
});

test('nobody gives what they do not hold', () => {
  assert.deepEqual(scopesBeyond(['workspace:write'], ['workspace:write', 'webhooks:read']), [
    'webhooks:read',
  ]);
});
