import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './until.js';

test('returns what was found, as soon as there is something', async () => {
  const found = [undefined, null, false, 0, 'later'];
  assert.equal(await until('a value', () => found.shift()), 0);
  assert.deepEqual(found, ['later']);
});

test('an error counts as not yet', async () => {
  let asked = 0;
  const find = (): Promise<string> => {
    asked += 1;
    return asked < 3 ? Promise.reject(new Error('not ready')) : Promise.resolve('ready');
  };
  assert.equal(await until('it', find), 'ready');
});

test('after the deadline the error names what was awaited, and its cause is the last error', async () => {
  const cause = new Error('refused');
  await assert.rejects(
    until('the server', () => Promise.reject(cause), 50),
    { message: 'waited 50 ms for the server', cause },
  );
  await assert.rejects(
    until('the row', () => null, 0),
    { message: 'waited 0 ms for the row', cause: undefined },
  );
});
