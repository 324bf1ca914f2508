import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldType, FormField } from '../api/types.js';
import { en } from '../texts/en.js';
import { type Entry, entryError, errorsOfAnswer, fieldValuesOf } from './entries.js';

const field = (type: FieldType, over: Partial<FormField> = {}): FormField => ({
  name: type,
  label: type,
  type,
  ...over,
});
const errorOf = (type: FieldType, entry: Entry, over: Partial<FormField> = {}): string | null =>
  entryError(field(type, over), entry, false, en);

test('a required field needs an entry, and spaces are none', () => {
  assert.equal(errorOf('text', ' ', { required: true }), en.required);
  assert.equal(errorOf('multiselect', [], { required: true }), en.required);
  assert.equal(errorOf('text', ' '), null);
  assert.equal(errorOf('boolean', false, { required: true }), null, 'false is a value');
});

test('entries are checked by the type of the field', () => {
  const cases: [FieldType, string[], string[]][] = [
    ['email', ['a@b.example', ' a@b.example '], ['a', 'a@b', 'a b@c.de', 'a@b..de']],
    ['phone', ['+49 30 901820', '(030) 901820', '12345 ext. 7', '٠٣٠٩٠١'], ['123', 'none']],
    ['url', ['https://a.example/x'], ['a.example', 'ftp://a.example', 'https://a b']],
    ['number', ['1', '-1.5', '1e3'], ['one', '1,5']],
    ['date', ['2026-02-28'], ['28.2.2026']],
    ['text', ['anything'], []],
  ];
  for (const [type, right, wrong] of cases) {
    for (const text of right) assert.equal(errorOf(type, text), null, `${type} ${text}`);
    for (const text of wrong) assert.ok(errorOf(type, text), `${type} ${text}`);
  }
});

test('lengths end where those of the API end', () => {
  assert.equal(errorOf('text', 'a'.repeat(1_000)), null);
  assert.equal(errorOf('text', 'a'.repeat(1_001)), 'Please use at most 1000 characters.');
  assert.equal(errorOf('textarea', 'a'.repeat(10_000)), null);
  assert.equal(errorOf('textarea', 'a'.repeat(10_001)), 'Please use at most 10000 characters.');
});

test('what the browser cannot read is an error, although the entry is empty', () => {
  assert.equal(entryError(field('number'), '', true, en), en.number);
  assert.equal(entryError(field('date'), '', true, en), en.date);
});

test('values have the type that the API wants, and blank ones are left out', () => {
  const fields = [
    field('text'),
    field('email'),
    field('number'),
    field('boolean'),
    field('multiselect', { options: ['a', 'b'] }),
    field('date'),
    field('phone'),
  ];
  const entries = { text: ' as typed ', email: ' a@b.example ', number: '1.5', multiselect: ['b'], date: '' };
  assert.deepEqual(fieldValuesOf(fields, entries), {
    text: ' as typed ',
    email: 'a@b.example',
    number: 1.5,
    boolean: false,
    multiselect: ['b'],
  });
});

test("the API's errors stand at their fields in the visitor's words", () => {
  const fields = [field('email'), field('text'), field('phone')];
  const errors = [
    { field: 'email', message: 'must be an e-mail address' },
    { field: 'text', message: 'must be at most 1000 characters' },
    { field: 'phone', message: 'is required' },
    { field: null, message: 'must take at most 65536 bytes' },
  ];
  assert.deepEqual(errorsOfAnswer(fields, errors, en), {
    email: en.email,
    text: 'Please use at most 1000 characters.',
    phone: en.required,
    '': en.formFailed,
  });
});
