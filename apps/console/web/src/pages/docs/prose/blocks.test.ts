import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf, codeParts } from './blocks.js';

test('a description is split into paragraphs and lists', () => {
  assert.deepEqual(blocksOf('State:\n- `a`: one.\n- b\n\nMore.'), [
    { kind: 'paragraph', text: 'State:' },
    { kind: 'list', items: ['`a`: one.', 'b'] },
    { kind: 'paragraph', text: 'More.' },
  ]);
});

test('text between backticks is code', () => {
  assert.deepEqual(codeParts('`a` or `b` <b>'), [
    { text: 'a', isCode: true },
    { text: ' or ', isCode: false },
    { text: 'b', isCode: true },
    { text: ' <b>', isCode: false },
  ]);
});
