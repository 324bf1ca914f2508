import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MASKED_VALUE, readHeaders, sameHeaders } from './custom-headers.js';

test('header names keep the spelling of the caller', () => {
  const { headers, errors } = readHeaders({ 'X-Api-Key': 'k 1', authorization: 'Bearer t' }, {});
  assert.deepEqual(errors, []);
  assert.deepEqual(headers, { 'X-Api-Key': 'k 1', authorization: 'Bearer t' });
});

test('names that belong to the request, its signature or the connection are refused', () => {
  const reserved = [
    'Webhook-Id',
    'flowforge-event',
    'HOST',
    'Content-Type',
    'connection',
    'User-Agent',
    'te',
  ];
  for (const name of [...reserved, 'constructor']) {
    const { errors } = readHeaders({ [name]: 'x' }, {});
    assert.deepEqual(errors, [{ field: `headers.${name}`, message: 'is set by Flowforge itself' }]);
  }
});

test('a name or a value that HTTP cannot transport is refused, and the error does not contain the value', () => {
  for (const asked of [
    { 'a b': 'x' },
    { '': 'x' },
    { 'a:': 'x' },
    { a: 'secret\r\nb: c' },
    { a: ' ' },
    { a: '' },
    { a: 'é' },
  ]) {
    const { errors } = readHeaders(asked, {});
    assert.equal(errors.length, 1, JSON.stringify(asked));
    assert.doesNotMatch(JSON.stringify(errors), /secret/);
  }
  assert.match(readHeaders({ a: 1 }, {}).errors[0]?.message ?? '', /must be a string/);
});

test('the same name in two spellings is refused', () => {
  assert.deepEqual(readHeaders({ 'x-a': '1', 'X-A': '2' }, {}).errors, [
    { field: 'headers.X-A', message: 'appears twice; header names are compared without case' },
  ]);
});

test('a masked value keeps the current value, and is refused when there is none', () => {
  const current = { 'X-A': 'old' };
  assert.deepEqual(readHeaders({ 'x-a': MASKED_VALUE, 'x-b': 'new' }, current), {
    headers: { 'x-a': 'old', 'x-b': 'new' },
    errors: [],
  });
  assert.equal(readHeaders({ 'x-c': MASKED_VALUE }, current).errors[0]?.field, 'headers.x-c');
});

test('more than twenty headers are refused as a whole', () => {
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`x-${index}`, 'v']));
  assert.deepEqual(
    readHeaders(many, {}).errors.map((error) => error.field),
    ['headers'],
  );
});

test('headers are compared without the order and the case of names', () => {
  assert.equal(sameHeaders({ A: '1', b: '2' }, { B: '2', a: '1' }), true);
  assert.equal(sameHeaders({ a: '1' }, { a: '2' }), false);
  assert.equal(sameHeaders({}, { a: '2' }), false);
});
