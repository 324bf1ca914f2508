import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opensStream } from './stream-path.js';

test('a stream is recognised in every spelling that the service accepts', () => {
  assert.equal(opensStream('GET', '/v1/chat/conversations/x/stream'), true);
  assert.equal(opensStream('GET', '/v1/chat/conversations/x/stream?a=b'), true);
  assert.equal(opensStream('GET', '/v1/chat/conversations/x/%73tream'), true);
});

test('other requests open none', () => {
  assert.equal(opensStream('POST', '/v1/chat/conversations/x/stream'), false);
  assert.equal(opensStream('GET', '/v1/chat/conversations/x/messages'), false);
  assert.equal(opensStream('GET', '/v1/chat/conversations/x/%ff/stream'), false);
  assert.equal(opensStream('GET', '/v1/webhooks?/v1/chat/conversations/x/stream'), false);
});
