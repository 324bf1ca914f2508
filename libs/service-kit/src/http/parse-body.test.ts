import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBody } from './parse-body.js';
import { Problem } from './problem.js';

const bodyOf = (value: object): Buffer => Buffer.from(JSON.stringify(value));

test('a list of more than 1,000 entries is refused before it is validated, and named', () => {
  const longest = { ids: Array.from({ length: 1_000 }, () => 'a') };
  assert.deepEqual(parseBody(bodyOf(longest)), longest);
  const tooLong = Array.from({ length: 1_001 }, () => '\ud800');
  assert.throws(
    () => parseBody(bodyOf({ ids: tooLong, fields: [{ options: tooLong }] })),
    (error) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.status, 422);
      const message = 'may hold at most 1000 entries';
      assert.deepEqual(error.errors, [
        { field: 'ids', message },
        { field: 'fields[0].options', message },
      ]);
      return true;
    },
  );
});
