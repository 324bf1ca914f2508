import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOT_UNDERSTOOD, PLEASE_FILL_IN, replyText, UNDERSTOOD } from './reply.js';

test('the texts of the business come first', () => {
  assert.equal(replyText({ reply: 'Gladly!' }, true, 'Pardon?'), 'Gladly!');
  assert.equal(replyText(null, false, 'Pardon?'), 'Pardon?');
});

test('every message gets an answer, even where nobody has written one', () => {
  assert.equal(replyText(null, false, null), NOT_UNDERSTOOD);
  assert.equal(replyText({ reply: null }, false, 'Pardon?'), UNDERSTOOD);
  assert.equal(replyText({ reply: null }, true, null), PLEASE_FILL_IN);
});
