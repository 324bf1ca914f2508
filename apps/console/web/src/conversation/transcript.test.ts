import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CapturedForm } from '../api/captured-forms.js';
import type { CapturedIntent, Message } from '../api/conversations.js';
import { transcript } from './transcript.js';

const at = (second: number) => `2026-05-20T09:30:${String(second).padStart(2, '0')}.000Z`;
const message = (seq: number, second: number): Message => ({
  id: `message ${seq}`,
  seq,
  role: 'visitor',
  text: `text ${seq}`,
  created_at: at(second),
});
const intent = (id: string, messageId: string, second: number): CapturedIntent => ({
  id,
  intent_id: 'i',
  intent_name: 'BOOKING',
  conversation_id: 'c',
  assistant_id: 'a',
  widget_id: 'w',
  message_id: messageId,
  message: 'text',
  confidence: 0.93,
  runner_up_intent_id: null,
  runner_up_confidence: null,
  event_id: 'e',
  created_at: at(second),
});
const form = (id: string, second: number): CapturedForm => ({
  id,
  form_id: 'f',
  form_name: 'Leads',
  form_instance_id: 'fi',
  conversation_id: 'c',
  assistant_id: 'a',
  widget_id: 'w',
  contact_id: null,
  device_type: 'desktop',
  field_values: {},
  event_id: 'e',
  created_at: at(second),
});

test('an intent follows its message, although the reply has the same time', () => {
  const entries = transcript([message(2, 1), message(1, 1)], [intent('intent', 'message 1', 1)], []);
  assert.deepEqual(
    entries.map(({ id }) => id),
    ['message 1', 'intent', 'message 2'],
  );
});

test('a form stands at its time', () => {
  const entries = transcript([message(1, 1), message(2, 3)], [], [form('late', 9), form('form', 2)]);
  assert.deepEqual(
    entries.map(({ id }) => id),
    ['message 1', 'form', 'message 2', 'late'],
  );
});

test('an intent of a message that was not read stands at its time', () => {
  const entries = transcript([message(5, 5)], [intent('intent', 'older', 2)], []);
  assert.deepEqual(
    entries.map(({ id }) => id),
    ['intent', 'message 5'],
  );
});
