import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateForm } from './validate-form.js';
import type { FormField } from './form-field.js';

const field = (over: Partial<FormField>): FormField => ({
  name: 'query',
  label: 'Query',
  type: 'text',
  required: false,
  ...over,
});

const namesOf = (fields: FormField[]): string[] => validateForm(fields).map((error) => error.field);

test('fields with names of their own and fitting settings are valid', () => {
  const fields = [
    field({ name: 'name', maps_to: 'name' }),
    field({ name: 'email', type: 'email', maps_to: 'email' }),
    field({ name: 'size', type: 'select', options: ['S', 'M'] }),
  ];
  assert.deepEqual(validateForm(fields), []);
});

test('a repeated name is an error of the later field', () => {
  assert.deepEqual(namesOf([field({}), field({ name: 'other' }), field({})]), ['fields[2].name']);
});

test('the name of a property of every object cannot be used', () => {
  assert.deepEqual(namesOf([field({ name: 'constructor' })]), ['fields[0].name']);
});

test('two fields cannot map to the same property of a contact', () => {
  const fields = [field({ name: 'work', maps_to: 'email' }), field({ name: 'private', maps_to: 'email' })];
  assert.deepEqual(namesOf(fields), ['fields[1].maps_to']);
});

test('options belong to choices, and choices need them', () => {
  assert.deepEqual(namesOf([field({ type: 'select' })]), ['fields[0].options']);
  assert.deepEqual(namesOf([field({ options: ['S'] })]), ['fields[0].options']);
});

test('a number or a choice cannot map to a contact', () => {
  assert.deepEqual(namesOf([field({ type: 'number', maps_to: 'phone' })]), ['fields[0].maps_to']);
});
