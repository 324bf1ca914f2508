import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clipText, jsonBytes } from './clip-text.js';
import { anyText } from './any-event.testing.js';

test('a clipped text is the longest prefix that fits, and no surrogate pair is split', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 300 }), (text, maxBytes) => {
      const clipped = clipText(text, maxBytes);
      assert.ok(text.startsWith(clipped));
      assert.ok(jsonBytes(clipped) <= maxBytes);
      const [next] = text.slice(clipped.length);
      if (next !== undefined) assert.ok(jsonBytes(clipped + next) > maxBytes, 'one more would have fitted');
      assert.equal([...clipped, ...text.slice(clipped.length)].length, [...text].length, 'a pair was cut');
    }),
    { numRuns: 1000 },
  );
});

test('the size of a text is that of its JSON string', () => {
  assert.equal(clipText('"""', 6), '""');
  assert.equal(clipText('\u0000\u0000', 13), '\u0000');
  assert.equal(clipText('😀😀', 9), '😀');
  assert.equal(clipText('abc', 2), '');
});

test('a text of many megabytes is clipped', () => {
  assert.equal(clipText('x'.repeat(20_000_000), 1002), 'x'.repeat(1000));
});
