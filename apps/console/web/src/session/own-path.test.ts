import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownPath } from './own-path.js';

test('a path of the console is kept', () => {
  for (const path of ['/', '/overview', '/profile/webhooks/1?status=failed#top'])
    assert.equal(ownPath(path), path);
});

test('an address of another site is refused in every disguise', () => {
  const hostile = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    ' /overview',
    'overview',
    '',
    undefined,
    7,
    ['/overview'],
  ];
  for (const value of hostile) assert.equal(ownPath(value), undefined, String(value));
  assert.equal(ownPath('/a/..//evil.example'), undefined);
});
