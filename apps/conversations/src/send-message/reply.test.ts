import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOT_UNDERSTOOD, PLEASE_FILL_IN, replyTexts, UNDERSTOOD } from './reply.js';

test('the texts of the business are preferred', () => {
  assert.deepEqual(replyTexts({ reply: 'Gladly!' }, true, 'Pardon?'), ['Gladly!']);
  assert.deepEqual(replyTexts(null, false, 'Pardon?'), ['Pardon?']);
});

test('there is a built-in answer when the business has written none', () => {
  assert.deepEqual(replyTexts(null, false, null), [NOT_UNDERSTOOD]);
  assert.deepEqual(replyTexts({ reply: null }, false, 'Pardon?'), [UNDERSTOOD]);
  assert.deepEqual(replyTexts({ reply: null }, true, null), [PLEASE_FILL_IN]);
});
