import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstLine } from './first-line.js';

test('a conversation without a message is one where nothing was said, “yet” only while it is open', () => {
  assert.equal(firstLine({ first_message: 'hello', status: 'closed' }), 'hello');
  assert.equal(firstLine({ first_message: null, status: 'open' }), 'Nothing was said yet');
  assert.equal(firstLine({ first_message: null, status: 'closed' }), 'Nothing was said');
});
