import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, MessageRole } from '../api/types.js';
import { type Conversation, NEW_CONVERSATION, withMessages, withTurn } from './conversation.js';
import { timelineOf } from './timeline.js';

const NOW = '2026-11-22T15:00:00.000Z';
const message = (seq: number, role: MessageRole, time: string): Message => ({
  id: `id-${seq}`,
  seq,
  role,
  text: `text ${seq}`,
  created_at: `2026-11-22T${time}:00.000Z`,
});
const shape = (conversation: Conversation, greeting: string | null = null): string[] =>
  timelineOf(conversation, greeting, NOW).map((item) =>
    item.kind === 'form' ? 'form' : `${item.role}: ${item.lines.map(({ key }) => key).join(' ')}`,
  );

test('messages of one author share a group until a pause of five minutes', () => {
  const messages = [
    message(1, 'assistant', '14:00'),
    message(2, 'visitor', '14:01'),
    message(3, 'visitor', '14:05'),
    message(4, 'visitor', '14:10'),
    message(5, 'agent', '14:10'),
    message(6, 'assistant', '14:10'),
  ];
  assert.deepEqual(shape({ ...NEW_CONVERSATION, messages }), [
    'assistant: m1',
    'visitor: m2 m3',
    'visitor: m4',
    'agent: m5',
    'assistant: m6',
  ]);
});

test('a form stands after the message that offered it, and before what came later', () => {
  const form = { form_id: 'f', form_instance_id: 'i', name: 'Leads', fields: [], submitted: null };
  const messages = [message(1, 'visitor', '14:00'), message(2, 'assistant', '14:00')];
  const offered = { ...NEW_CONVERSATION, messages, forms: [{ ...form, afterSeq: 2 }] };
  assert.deepEqual(shape(offered), ['visitor: m1', 'assistant: m2', 'form']);
  const later = { ...offered, messages: [...messages, message(3, 'assistant', '14:01')] };
  assert.deepEqual(shape(later), ['visitor: m1', 'assistant: m2', 'form', 'assistant: m3']);
  assert.deepEqual(shape({ ...offered, messages: [] }), ['form'], 'a form is shown even before its message');
});

test('the greeting is shown until the conversation has messages', () => {
  assert.deepEqual(shape(NEW_CONVERSATION, 'Hello!'), ['assistant: m1']);
  const begun = { ...NEW_CONVERSATION, messages: [message(1, 'assistant', '14:00')] };
  assert.deepEqual(shape(begun, 'Hello!'), ['assistant: m1']);
});

test('pending messages stand at the end, unless they are stored already', () => {
  const pending = { text: 'hi', state: 'sending' as const, at: NOW };
  const conversation: Conversation = {
    ...NEW_CONVERSATION,
    messages: [message(1, 'visitor', '14:59')],
    pending: [
      { ...pending, clientId: 'a', storedSeq: 1 },
      { ...pending, clientId: 'b' },
    ],
  };
  assert.deepEqual(shape(conversation), ['visitor: m1 b']);
});

test('a message keeps its key when it is stored', () => {
  const pending = [{ clientId: 'a', text: 'hi', state: 'sending' as const, at: NOW }];
  const sending = { ...NEW_CONVERSATION, pending };
  const stored = withTurn(sending, 'a', [{ ...message(1, 'visitor', '14:59'), text: 'hi' }]);
  const updated = withMessages(sending, [{ ...message(1, 'visitor', '14:59'), text: 'hi' }]);
  assert.deepEqual([shape(sending), shape(stored), shape(updated)], Array(3).fill(['visitor: a']));
});
