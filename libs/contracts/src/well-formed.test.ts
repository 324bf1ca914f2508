import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyText } from './events/any-event.testing.js';
import { toWellFormedJson, wellFormed } from './well-formed.js';

describe('well-formed JSON', () => {
  test('has U+FFFD instead of a lone surrogate, in values and in names', () => {
    assert.equal(toWellFormedJson({ a: 'x\ud83d', b: ['\ude00y'] }), '{"a":"x\ufffd","b":["\ufffdy"]}');
    assert.equal(toWellFormedJson({ '\ud83d': { '\ude00': 1 } }), '{"\ufffd":{"\ufffd":1}}');
  });

  test('equals JSON.stringify for well-formed text, also when the text contains the characters of an escape', () => {
    const value = { a: '😀', b: '\\ud83d', c: '\\\\ud83d', d: [1, null, true, { e: '\u0000' }] };
    assert.equal(toWellFormedJson(value), JSON.stringify(value));
  });

  test('keeps a property with the name __proto__', () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":"\\ud83d"}}');
    assert.ok(typeof value === 'object' && value !== null);
    assert.equal(toWellFormedJson(value), '{"__proto__":{"a":"\ufffd"}}');
  });

  test('contains no escape of a lone surrogate for any text', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, fc.array(anyText)), (value) => {
        const read: unknown = JSON.parse(toWellFormedJson(value));
        assert.deepEqual(read, wellFormed(read));
      }),
    );
  });
});
