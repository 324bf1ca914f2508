import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localPath } from './local-path.js';

test('a path of the console is kept', () => {
  for (const path of ['/', '/overview', '/profile/webhooks/1?status=failed#top'])
    assert.equal(localPath(path), path);
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
  for (const value of hostile) assert.equal(localPath(value), undefined, String(value));
  assert.equal(localPath('/a/..//evil.example'), undefined);
});
