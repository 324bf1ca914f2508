import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, hexColour, textOn } from './colour.js';

test('colours are read in both spellings; anything else is none', () => {
  assert.equal(hexColour('#2563EB'), '#2563eb');
  assert.equal(hexColour(' #f80 '), '#ff8800');
  for (const text of [null, undefined, '', 'red', '#12345', '#12345g', '#2563eb;background:red']) {
    assert.equal(hexColour(text), null);
  }
});

test('contrasts are those of WCAG', () => {
  assert.equal(contrast('#ffffff', '#000000'), 21);
  assert.equal(contrast('#777777', '#777777'), 1);
  assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54');
});

test('the text on any colour can be read', () => {
  for (let red = 0; red < 256; red += 15) {
    for (let green = 0; green < 256; green += 15) {
      for (let blue = 0; blue < 256; blue += 15) {
        const colour = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
        assert.ok(contrast(colour, textOn(colour)) >= 4.5, colour);
      }
    }
  }
});
