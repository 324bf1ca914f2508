import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assignment, endAssignment, readAssignment } from './assignment.js';

const ID = '018CD9C8-e317-7079-accd-17be51784256';
const LOWER = ID.toLowerCase();

test('the default event types: captured forms for a form, the other two for an assistant', () => {
  assert.deepEqual(readAssignment({ form_id: ID }), {
    source: { kind: 'form', id: LOWER },
    eventTypes: ['captured_form.created'],
  });
  assert.deepEqual(readAssignment({ assistant_id: ID }), {
    source: { kind: 'assistant', id: LOWER },
    eventTypes: ['captured_intent.created', 'conversation.closed'],
  });
});

test('an assistant allows form events, a form allows no other event type', () => {
  const requested = readAssignment({ assistant_id: ID, event_types: ['captured_form.created'] });
  assert.deepEqual('eventTypes' in requested && requested.eventTypes, ['captured_form.created']);
  const refused = readAssignment({
    form_id: ID,
    event_types: ['captured_form.created', 'conversation.closed'],
  });
  assert.deepEqual('errors' in refused && refused.errors.map((error) => error.field), ['event_types[1]']);
});

test('both sources or no source: the errors name both fields', () => {
  for (const requested of [{}, { assistant_id: ID, form_id: ID }]) {
    const refused = readAssignment(requested);
    assert.deepEqual('errors' in refused && refused.errors.map((error) => error.field), [
      'assistant_id',
      'form_id',
    ]);
  }
});

test('an assignment never ends before its start', () => {
  const live: Assignment = {
    id: LOWER,
    webhookId: LOWER,
    source: { kind: 'form', id: LOWER },
    eventTypes: ['captured_form.created'],
    revision: 1,
    validFrom: '2026-05-20T09:30:00.250481Z',
    validTo: null,
  };
  assert.deepEqual(endAssignment(live, '2026-05-20T09:31:00.000000Z'), {
    ...live,
    revision: 2,
    validTo: '2026-05-20T09:31:00.000000Z',
  });
  assert.equal(endAssignment(live, '2026-05-20T09:30:00.000000Z').validTo, live.validFrom);
});
