import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedFields } from './changed-fields.js';

class Field {
  label = 'Name';
  constructor(readonly name: string) {}
}

test('only fields with another value are named, as the API spells them', () => {
  const row = { name: 'Desk', formIds: ['a'], fallbackReply: null, fields: [{ name: 'n', label: 'Name' }] };
  assert.deepEqual(changedFields(row, { name: 'Desk', formIds: ['a'], fields: [new Field('n')] }), []);
  assert.deepEqual(
    changedFields(row, { formIds: ['a', 'b'], fallbackReply: 'Sorry?', fields: [new Field('m')] }),
    ['form_ids', 'fallback_reply', 'fields'],
  );
  assert.deepEqual(changedFields(row, { formIds: null }), ['form_ids']);
});
