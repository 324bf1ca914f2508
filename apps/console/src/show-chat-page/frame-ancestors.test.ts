import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameAncestors } from './frame-ancestors.js';

test('the allowed origins and the console itself may frame the chat', () => {
  assert.equal(
    frameAncestors(['https://shop.example', 'http://localhost:8080']),
    "'self' https://shop.example http://localhost:8080",
  );
  assert.equal(frameAncestors([]), "'self'");
});

test('a widget that allows any origin may be framed by any page', () => {
  assert.equal(frameAncestors(null), '*');
});

test('nothing but an origin becomes a part of the policy', () => {
  for (const text of [
    'https://a; script-src *',
    'https://a *',
    '*',
    "'unsafe-inline'",
    'https://*.example',
    'https://[::1]',
    '',
  ])
    assert.equal(frameAncestors([text]), "'self'", text);
});
