import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityTag, matches } from './entity-tag.js';

test('without If-Match, and with a star, any revision matches', () => {
  assert.equal(matches(undefined, 4), true);
  assert.equal(matches(' * ', 4), true);
});

test('one tag of a list is enough', () => {
  assert.equal(matches(entityTag(4), 4), true);
  assert.equal(matches('"2", "4"', 4), true);
});

test('an older tag, a weak one and what is no tag do not match', () => {
  for (const header of ['"3"', '"44"', 'W/"4"', '4', '', '"4'])
    assert.equal(matches(header, 4), false, header);
});
