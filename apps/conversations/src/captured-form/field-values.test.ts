import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FieldType, FormField } from '../form/form-field.js';
import { checkFieldValues } from './field-values.js';

const field = (name: string, type: FieldType = 'text', over: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  type,
  required: false,
  ...over,
});

const errorsOf = (
  fields: FormField[],
  values: Record<string, unknown>,
  region: string | null = null,
): string[] => {
  const checked = checkFieldValues(fields, values, region);
  return checked.ok ? [] : checked.errors.map((error) => `${error.field}: ${error.message}`);
};

test('values come in the order of the form, whatever the order in which they were sent', () => {
  const fields = [field('name'), field('email', 'email'), field('constructor')];
  const checked = checkFieldValues(fields, { constructor: 'c', email: 'a@b.co', name: 'Smith' }, null);
  assert.equal(
    checked.ok && JSON.stringify(checked.values),
    '{"name":"Smith","email":"a@b.co","constructor":"c"}',
  );
});

test('values keep their type and their spelling', () => {
  const fields = [
    field('n', 'number'),
    field('b', 'boolean'),
    field('t'),
    field('m', 'multiselect', { options: ['x', 'y'] }),
  ];
  const values = { n: 0, b: false, t: '  as given ', m: ['y', 'x'] };
  assert.deepEqual(checkFieldValues(fields, values, null), { ok: true, values });
});

test('every fault is told, by the name of its field', () => {
  const fields = [field('name', 'text', { required: true }), field('email', 'email')];
  assert.deepEqual(errorsOf(fields, { email: 'nowhere', extra: 1 }), [
    'field_values.extra: is not a field of this form',
    'field_values.name: is required',
    'field_values.email: must be an e-mail address',
  ]);
});

test('required means that something is there', () => {
  for (const blank of [undefined, null, '', '  ', []]) {
    assert.deepEqual(errorsOf([field('f', 'text', { required: true })], { f: blank }), [
      'field_values.f: is required',
    ]);
  }
  assert.deepEqual(errorsOf([field('f', 'boolean', { required: true })], { f: false }), []);
});

test('a field that may stay empty keeps what was sent for nothing, and stays out when nothing was sent', () => {
  const fields = [field('a', 'email'), field('b'), field('c')];
  assert.deepEqual(checkFieldValues(fields, { a: '', b: null }, null), {
    ok: true,
    values: { a: '', b: null },
  });
});

test('a name that every object inherits is no field', () => {
  assert.deepEqual(errorsOf([field('constructor', 'text', { required: true })], {}), [
    'field_values.constructor: is required',
  ]);
});

describe('each type', () => {
  const cases: [FieldType, unknown[], unknown[]][] = [
    ['text', ['x', 'x'.repeat(1_000)], [1, true, {}, 'x'.repeat(1_001), 'a\u0000b']],
    ['textarea', ['x'.repeat(10_000)], ['x'.repeat(10_001)]],
    [
      'email',
      ['smith@gmail.com', 'a+b@c.d.example'],
      ['smith', 'smith@gmail', 'a b@c.de', '@c.de', 'a@@c.de', 1],
    ],
    [
      'phone',
      [
        '+1 500 555-0006',
        '(0201) 123',
        '0049 (0)30 1234567',
        '+1 415 555 0100 ext. 12',
        '+４９ ３０ １２３４５６７',
      ],
      ['call me', '+', '12', 5005550006, '+1 500 555', '+999 12345'],
    ],
    ['url', ['https://a.example/x?y'], ['a.example', 'ftp://a.example', 'https://']],
    ['number', [0, -1.5], ['1', Number.NaN, true]],
    [
      'date',
      ['2026-02-28', '2024-02-29'],
      ['2026-02-30', '2026-13-01', '2026-02-28T24:00:00Z', '28.02.2026', '2026-2-3'],
    ],
    ['boolean', [true, false], ['true', 0]],
    ['select', ['S'], ['L', 1, ['S']]],
    ['multiselect', [['S'], ['M', 'S']], ['S', ['S', 'S'], ['L'], [1]]],
  ];
  for (const [type, good, bad] of cases) {
    const options = type === 'select' || type === 'multiselect' ? { options: ['S', 'M'] } : {};
    test(type, () => {
      for (const value of good)
        assert.deepEqual(errorsOf([field('f', type, options)], { f: value }), [], String(value));
      for (const value of bad) {
        assert.equal(errorsOf([field('f', type, options)], { f: value }).length, 1, JSON.stringify(value));
      }
    });
  }
});

test('a phone number keeps its spelling', () => {
  for (const phone of ['0049 (0)30 1234567', '\u200f+49 30 1234567', '030 1234567']) {
    assert.deepEqual(checkFieldValues([field('phone', 'phone')], { phone }, 'DE'), {
      ok: true,
      values: { phone },
    });
  }
});

test('a national number with an extension is a phone number where its country is known', () => {
  const fields = [field('phone', 'phone')];
  assert.deepEqual(errorsOf(fields, { phone: '030 1234567 ext. 5' }, 'DE'), []);
  assert.deepEqual(errorsOf(fields, { phone: '030 1234567 ext. 5' }), [
    'field_values.phone: must be a phone number',
  ]);
});

test('a submission of many unknown fields or choices is refused at once, with a short answer', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `x${index}`);
  const unknown = checkFieldValues([], Object.fromEntries(many.map((name) => [name, 1])), null);
  assert.ok(!unknown.ok && unknown.errors.length === 50);
  const options = Array.from({ length: 100 }, (_, index) => `option ${index}`);
  const field: FormField = { name: 'a', label: 'A', type: 'multiselect', required: true, options };
  const chosen = checkFieldValues([field], { a: many }, null);
  assert.deepEqual(chosen.ok ? [] : chosen.errors, [
    { field: 'field_values.a', message: 'must have at most 100 entries' },
  ]);
});
