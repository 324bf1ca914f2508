import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownerOf } from './owner.js';

test('the first segment after /v1 decides', () => {
  assert.equal(ownerOf('/v1/webhooks'), 'registry');
  assert.equal(ownerOf('/v1/webhooks/x/rotate-secret?a=/v1/chat'), 'registry');
  assert.equal(ownerOf('/v1/chat/conversations/x/stream'), 'conversations');
  assert.equal(ownerOf('/v1/conversations?limit=1'), 'conversations');
  assert.equal(ownerOf('/v1/deliveries'), 'delivery');
});

test('a service owns its document, and no page', () => {
  assert.equal(ownerOf('/docs/registry-json'), 'registry');
  assert.equal(ownerOf('/docs/delivery-yaml?a=b'), 'delivery');
  for (const page of ['/docs', '/docs/registry', '/docs/registry-json/x', '/docs/verify'])
    assert.equal(ownerOf(page), undefined, page);
});

test('a path that is unknown, or is known only after decoding, has no owner', () => {
  const targets = [
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/v2/webhooks',
    '/v1/%77ebhooks',
    '/docs/other',
    '//v1/webhooks',
    '*',
  ];
  for (const target of targets) assert.equal(ownerOf(target), undefined, target);
});
