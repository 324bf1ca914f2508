import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FieldDraft, withNewField } from './form-draft.js';
import { wrongFields } from './wrong-fields.js';

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
      'fields[1].label': ['Is empty.'],
      fields: ['Are many.'],
      'fields[9].name': ['?'],
    },
    keys: [1],
  });
});
