import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateAttributes } from './validate-attributes.js';

const fieldsOf = (attributes: Record<string, unknown>): string[] =>
  validateAttributes(attributes).map((error) => error.field);

const numbered = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, index]));

test('up to fifty texts, numbers, flags and nulls are fine', () => {
  assert.deepEqual(fieldsOf({ page: '/hire', visits: 3, member: true, campaign: null }), []);
  assert.deepEqual(fieldsOf(numbered(50)), []);
});

test('a list or an object is told by its key', () => {
  assert.deepEqual(fieldsOf({ page: '/hire', tags: ['a'], user: { id: 1 } }), [
    'attributes.tags',
    'attributes.user',
  ]);
});

test('too many keys, too long ones and too many bytes are told for the whole', () => {
  assert.deepEqual(fieldsOf(numbered(51)), ['attributes']);
  assert.deepEqual(fieldsOf({ ['k'.repeat(65)]: 1 }), ['attributes']);
  assert.deepEqual(fieldsOf({ '': 1 }), ['attributes']);
  assert.deepEqual(fieldsOf({ page: 'é'.repeat(4_096) }), ['attributes']);
});
