import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowsOrigin, originOf } from './origin.js';

test('an origin is scheme, host and port, in the spelling of browsers', () => {
  assert.equal(originOf('https://Shop.Example'), 'https://shop.example');
  assert.equal(originOf('https://shop.example:443/'), 'https://shop.example');
  assert.equal(originOf('http://localhost:8080'), 'http://localhost:8080');
});

test('a path, credentials, a wildcard or another scheme make it no origin', () => {
  for (const text of [
    'shop.example',
    'https://shop.example/path',
    'https://shop.example/?q',
    'https://user@shop.example',
    'ftp://shop.example',
    'null',
    '*',
    'https://*',
    'https://*.shop.example',
    'https://shop*.example',
    '',
  ])
    assert.equal(originOf(text), null, text);
});

test('without a list any origin is allowed; with one, only an equal scheme, host and port', () => {
  assert.equal(allowsOrigin(null, 'https://anywhere.example'), true);
  assert.equal(allowsOrigin(['https://shop.example'], 'https://shop.example'), true);
  assert.equal(allowsOrigin(['https://shop.example'], 'https://shop.example.evil.example'), false);
  assert.equal(allowsOrigin(['https://shop.example'], 'http://shop.example'), false);
  assert.equal(allowsOrigin(['https://shop.example'], 'https://shop.example:8443'), false);
  assert.equal(allowsOrigin(['https://shop.example'], 'null'), false);
});

test('a request without an origin comes from no page, and is accepted', () => {
  assert.equal(allowsOrigin(['https://shop.example'], undefined), true);
});
