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

test('a service owns its pages, their assets and its document', () => {
  assert.equal(ownerOf('/docs/registry'), 'registry');
  assert.equal(ownerOf('/docs/registry/swagger-ui.css'), 'registry');
  assert.equal(ownerOf('/docs/registry-json'), 'registry');
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
