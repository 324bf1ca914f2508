import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FieldDraft, withNewField } from './form-draft.js';
import { controlName, valueName, wrongFields } from './wrong-fields.js';

test('the messages of an answer follow the field that they are about', () => {
  const [first, second] = withNewField(withNewField([]));
  assert.ok(first && second);
  const moved: FieldDraft[] = [second, first];
  const answer = {
    name: ['Is long.'],
    'fields[0].label': ['Is empty.'],
    fields: ['Are many.'],
    'fields[9].name': ['?'],
  };
  assert.deepEqual(wrongFields(answer, moved), {
    answer,
    errors: {
      name: ['Is long.'],
      [controlName(1, 'label')]: ['Is empty.'],
      fields: ['Are many.'],
      'fields[9].name': ['?'],
    },
    keys: [1],
  });
});

test('a place without a field is never taken for another field', () => {
  const fields = withNewField([]).map((field) => ({ ...field, key: 9 }));
  const { errors } = wrongFields({ 'fields[0].name': ['Is taken.'], 'fields[9].name': ['?'] }, fields);
  assert.deepEqual(errors, { [controlName(9, 'name')]: ['Is taken.'], 'fields[9].name': ['?'] });
});

test('a value that no control shows is named by the place and the label of its field', () => {
  const [first, second] = withNewField(withNewField([]));
  assert.ok(first && second);
  const moved: FieldDraft[] = [
    { ...second, label: 'Phone' },
    { ...first, label: ' ' },
  ];
  assert.equal(valueName(controlName(1, 'label'), moved), 'Field 1 “Phone”, label');
  assert.equal(valueName(controlName(0, 'options[1]'), moved), 'Field 2, options[1]');
  assert.equal(valueName('field#1', moved), 'Field 1 “Phone”');
  assert.equal(valueName('field#7.name', moved), 'A field that was deleted, handle');
  assert.equal(valueName('fields[9].name', moved), 'fields[9].name');
});
