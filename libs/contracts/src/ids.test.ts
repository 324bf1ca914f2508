import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HIGHEST_ID, isUuid, LOWEST_ID, newId } from './ids.js';

test('a new id is a UUIDv7 that sorts after the previous one', () => {
  const ids = Array.from({ length: 1000 }, newId);
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(ids.toSorted(), ids);
  assert.deepEqual([HIGHEST_ID, ...ids, LOWEST_ID].toSorted(), [LOWEST_ID, ...ids, HIGHEST_ID]);
  assert.equal(new Set(ids).size, ids.length);
});

test('an external id may be a UUID of any version, in upper or lower case', () => {
  assert.ok(isUuid('023eca5e-a584-1002-960d-4857d7d28c67'));
  assert.ok(isUuid('018EB05E-7EFD-7BEF-A765-7BCCBD9F39D9'));
  assert.ok(isUuid('00000000-0000-0000-0000-000000000000'));
});

for (const value of [
  '019ec453-1017-2567-904d-ff39862b334',
  '{018eb05e-7efd-7bef-a765-7bccbd9f39d9}',
  '018eb05e7efd7befa7657bccbd9f39d9',
  '018eb05e-7efd-7bef-a765-7bccbd9f39d9\n',
  '018eb05e-7efd-7bef-a765-7bccbd9f39dg',
  'x018eb05e-7efd-7bef-a765-7bccbd9f39d9',
  '',
  42,
  null,
]) {
  test(`${JSON.stringify(value)} is not an id`, () => assert.ok(!isUuid(value)));
}
