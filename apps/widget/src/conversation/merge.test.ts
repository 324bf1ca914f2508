import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Conversation,
  type ConversationForm,
  NEW_CONVERSATION,
  type PendingMessage,
} from './conversation.js';
import { merge, nextConversation } from './merge.js';

const form = (id: string, afterSeq: number, over: Partial<ConversationForm> = {}): ConversationForm => ({
  form_id: 'f',
  form_instance_id: id,
  name: 'Leads',
  fields: [],
  afterSeq,
  submitted: null,
  ...over,
});
const PENDING: PendingMessage = {
  clientId: 'c',
  text: 'hi',
  state: 'sending',
  at: '2026-11-22T14:00:00.000Z',
};
const conversation = (over: Partial<Conversation>): Conversation => ({
  ...NEW_CONVERSATION,
  session: { conversationId: 'one', token: 't' },
  ...over,
});

test('two tabs come to the same forms in the same order, a submitted one wins', () => {
  const submitted = form('b', 4, { submitted: { email: 'a@b.example' } });
  const one = conversation({ forms: [form('c', 4), form('b', 4)], readSeq: 3 });
  const other = conversation({ forms: [submitted, form('a', 2)], readSeq: 2 });
  assert.deepEqual(merge(one, other).forms, [form('a', 2), submitted, form('c', 4)]);
  assert.deepEqual(merge(other, one).forms, merge(one, other).forms);
  assert.equal(merge(one, other).readSeq, 3);
});

test('nothing new is no change', () => {
  const own = conversation({ forms: [form('a', 2)], readSeq: 3 });
  assert.equal(merge(own, conversation({ readSeq: 1 })), own);
  assert.equal(merge(NEW_CONVERSATION, NEW_CONVERSATION), NEW_CONVERSATION);
});

test("another tab's new conversation takes the place of this one, and unsent messages stay", () => {
  const own = conversation({ pending: [PENDING], end: 'closed', readSeq: 9 });
  const next = conversation({ session: { conversationId: 'two', token: 'u' } });
  assert.deepEqual(merge(own, next), { ...next, pending: [PENDING] });
});

test('an end in another tab is an end here', () => {
  assert.equal(merge(conversation({}), conversation({ end: 'closed' })).end, 'closed');
});

test('what an ended conversation did not take can be sent in the next one', () => {
  const stored = { ...PENDING, clientId: 'd', storedSeq: 2 };
  const next = nextConversation(conversation({ pending: [PENDING, stored], end: 'closed' }));
  assert.deepEqual(next, { ...NEW_CONVERSATION, pending: [{ ...PENDING, state: 'failed' }] });
});
