import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newKeyTable, valuesOf } from './key-table.js';

test('answers the values of each key in the order of the entries, and none for an unknown key', () => {
  const key = fc.integer({ min: 0, max: 2 ** 53 - 1 });
  const entries = fc.array(fc.tuple(fc.oneof(key, fc.integer({ min: 0, max: 5 })), fc.integer({ max: 99 })));
  fc.assert(
    fc.property(entries, key, (given, other) => {
      const table = newKeyTable(given);
      for (const wanted of [...given.map(([known]) => known), other]) {
        const expected = given.filter(([known]) => known === wanted).map(([, value]) => value | 0);
        assert.deepEqual([...valuesOf(table, wanted)], expected);
      }
    }),
  );
});
