import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWebPage, wantsPage } from './web-page.js';

test('every address below a page of the console is a page', () => {
  for (const path of [
    '/',
    '/overview',
    '/assistants/0199c7a1/operations',
    '/profile/webhooks/x/deliveries',
    '/docs',
  ])
    assert.equal(isWebPage(path), true, path);
});

test('other addresses are none, in whatever spelling', () => {
  for (const path of [
    '',
    '//',
    '//overview',
    '/overview.js',
    '/%6fverview',
    '/assets/x.js',
    '/widget.js',
    '/v2',
    '/../overview',
  ])
    assert.equal(isWebPage(path), false, path);
});

test('a browser that opens an address wants a page; what a page loads does not', () => {
  assert.equal(wantsPage('text/html,application/xhtml+xml;q=0.9,*/*;q=0.8'), true);
  assert.equal(wantsPage('image/avif,image/webp,*/*;q=0.8'), false);
  assert.equal(wantsPage('*/*'), false);
  assert.equal(wantsPage(undefined), false);
});
