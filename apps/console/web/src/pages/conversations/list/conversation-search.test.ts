import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConversationSearch } from './conversation-search.js';

test('filters are read from the URL, and anything else is left out', () => {
  const id = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a';
  assert.deepEqual(readConversationSearch({ status: 'open', has: 'form', assistant_id: id, more: 1 }), {
    status: 'open',
    has: 'form',
    assistant_id: id,
  });
  assert.deepEqual(readConversationSearch({ status: 'shut', has: ['form'], assistant_id: 'x' }), {});
});
