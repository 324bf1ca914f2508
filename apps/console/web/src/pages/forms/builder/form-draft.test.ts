import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Form } from '../../../api/forms.js';
import { changeOf, draftOf, handleError, handleOf, moveBy, moveTo, withNewField } from './form-draft.js';

const FORM: Form = {
  id: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  revision: 1,
  created_at: '2026-05-20T09:30:00.250Z',
  updated_at: '2026-05-20T09:30:00.250Z',
  name: 'Leads',
  fields: [
    { name: 'email', label: 'E-mail', type: 'email', required: true, maps_to: 'email' },
    { name: 'size', label: 'Size', type: 'select', options: ['Small', 'Large'] },
    { name: 'note', label: 'Note', type: 'textarea', required: false },
  ],
};
const names = (fields: readonly { name: string }[]) => fields.map(({ name }) => name);

test('a form that was not edited is sent as it was read', () => {
  assert.deepEqual(changeOf(draftOf(FORM)).fields, [
    { name: 'email', label: 'E-mail', type: 'email', required: true, maps_to: 'email' },
    { name: 'size', label: 'Size', type: 'select', required: false, options: ['Small', 'Large'] },
    { name: 'note', label: 'Note', type: 'textarea', required: false },
  ]);
});

test('another kind of field drops choices and the property of the contact', () => {
  const draft = draftOf(FORM);
  const fields = draft.fields.map((field) => ({ ...field, type: 'number' as const }));
  assert.deepEqual(changeOf({ ...draft, fields }).fields, [
    { name: 'email', label: 'E-mail', type: 'number', required: true },
    { name: 'size', label: 'Size', type: 'number', required: false },
    { name: 'note', label: 'Note', type: 'number', required: false },
  ]);
});

test('fields are moved by one step and not beyond the ends', () => {
  const { fields } = draftOf(FORM);
  assert.deepEqual(names(moveBy(fields, 0, 1)), ['size', 'email', 'note']);
  assert.deepEqual(names(moveBy(fields, 2, -1)), ['email', 'note', 'size']);
  assert.deepEqual(names(moveBy(fields, 0, -1)), ['email', 'size', 'note']);
  assert.deepEqual(names(moveBy(fields, 2, 1)), ['email', 'size', 'note']);
});

test('fields are dragged before and after another one', () => {
  const { fields } = draftOf(FORM);
  assert.deepEqual(names(moveTo(fields, 0, { key: 2, side: 'after' })), ['size', 'note', 'email']);
  assert.deepEqual(names(moveTo(fields, 2, { key: 0, side: 'before' })), ['note', 'email', 'size']);
});

test('a new field has a key and a handle of its own', () => {
  const fields = withNewField(withNewField(draftOf(FORM).fields));
  assert.deepEqual(names(fields).slice(3), ['field', 'field_2']);
  assert.equal(new Set(fields.map(({ key }) => key)).size, 5);
});

test('a handle is made of a label', () => {
  assert.equal(handleOf('Your e-mail address'), 'your_e_mail_address');
  assert.equal(handleOf('  Größe (cm)'), 'gro_e_cm');
  assert.equal(handleOf('2. Adresse'), 'adresse');
  assert.equal(handleOf('名前'), 'field');
});

test('a handle that the server refuses is refused at once', () => {
  const others = draftOf(FORM).fields;
  assert.equal(handleError('size_2', others), null);
  for (const handle of ['Size', '2_sizes', 'a b', '_a'])
    assert.match(handleError(handle, others) ?? '', /letter/);
  assert.match(handleError('size', others) ?? '', /Another field/);
});
