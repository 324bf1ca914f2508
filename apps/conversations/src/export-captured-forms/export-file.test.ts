import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvRow, fieldColumns, fileName } from './export-file.js';

test('the columns are the fields of the form in their order, then removed ones by name', () => {
  assert.deepEqual(fieldColumns(['name', 'email'], new Set(['phone', 'email', 'age'])), [
    'name',
    'email',
    'age',
    'phone',
  ]);
});

test('a line has a cell for each column, whatever was captured', () => {
  const captured = {
    field_values: { email: 'a@b.example', name: '=1' },
    created_at: '2026-11-22T14:54:32.123Z',
    conversation_id: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  };
  assert.equal(
    csvRow(['name', 'email', 'phone', 'constructor'], captured),
    "'=1,a@b.example,,,2026-11-22T14:54:32.123Z,0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a\r\n",
  );
});

test('a file name is safe in a header and on a disk', () => {
  const nameOf = (form: string): string => fileName(form, '2026-11-26', 'csv');
  assert.equal(nameOf('Algoscale Leads'), 'algoscale-leads-2026-11-26.csv');
  assert.equal(nameOf('Überraschung & Café'), 'uberraschung-cafe-2026-11-26.csv');
  for (const form of ['../..', '"\r\nset-cookie: a=b', '\u202e', '問い合わせ', '']) {
    assert.match(nameOf(form), /^[a-z0-9][a-z0-9-]{0,80}\.csv$/, form);
  }
  assert.equal(nameOf('x'.repeat(200)).length, 60 + '-2026-11-26.csv'.length);
});
