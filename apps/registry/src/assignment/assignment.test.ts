import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assignment, ended, readAssignment } from './assignment.js';

const ID = '018CD9C8-e317-7079-accd-17be51784256';
const LOWER = ID.toLowerCase();

test('a form brings captured forms, an assistant the other two', () => {
  assert.deepEqual(readAssignment({ form_id: ID }), {
    source: { kind: 'form', id: LOWER },
    eventTypes: ['captured_form.created'],
  });
  assert.deepEqual(readAssignment({ assistant_id: ID }), {
    source: { kind: 'assistant', id: LOWER },
    eventTypes: ['captured_intent.created', 'conversation.closed'],
  });
});

test('form events may be asked of an assistant, nothing else of a form', () => {
  const asked = readAssignment({ assistant_id: ID, event_types: ['captured_form.created'] });
  assert.deepEqual('eventTypes' in asked && asked.eventTypes, ['captured_form.created']);
  const refused = readAssignment({
    form_id: ID,
    event_types: ['captured_form.created', 'conversation.closed'],
  });
  assert.deepEqual('errors' in refused && refused.errors.map((error) => error.field), ['event_types']);
});

test('both sources or none: both fields are named', () => {
  for (const asked of [{}, { assistant_id: ID, form_id: ID }]) {
    const refused = readAssignment(asked);
    assert.deepEqual('errors' in refused && refused.errors.map((error) => error.field), [
      'assistant_id',
      'form_id',
    ]);
  }
});

test('an assignment never ends before it began', () => {
  const live: Assignment = {
    id: LOWER,
    webhookId: LOWER,
    source: { kind: 'form', id: LOWER },
    eventTypes: ['captured_form.created'],
    revision: 1,
    validFrom: '2026-05-20T09:30:00.250481Z',
    validTo: null,
  };
  assert.deepEqual(ended(live, '2026-05-20T09:31:00.000000Z'), {
    ...live,
    revision: 2,
    validTo: '2026-05-20T09:31:00.000000Z',
  });
  assert.equal(ended(live, '2026-05-20T09:30:00.000000Z').validTo, live.validFrom);
});
