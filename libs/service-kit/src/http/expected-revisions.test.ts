import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityTag, readIfMatch, requireRevision } from './expected-revisions.js';

test('without If-Match, and with a star, any revision is accepted', () => {
  assert.equal(readIfMatch(undefined), null);
  assert.equal(readIfMatch(' * '), null);
  requireRevision(null, 4);
});

test('one tag of a list is enough', () => {
  assert.deepEqual(readIfMatch(entityTag(4)), [4]);
  assert.deepEqual(readIfMatch('"2", "4"'), [2, 4]);
  requireRevision([2, 4], 4);
});

test('an older tag, a weak one and what is no tag are refused with 412', () => {
  for (const header of ['"3"', '"44"', '"04"', '"4.0"', '"x"', 'W/"4"', '4', '', '"4']) {
    assert.throws(() => requireRevision(readIfMatch(header), 4), {
      status: 412,
      code: 'precondition_failed',
    });
  }
});
