import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, MessageRole, OfferedForm } from '../api/types.js';
import {
  asEnded,
  asRead,
  completeSeq,
  lastSeq,
  NEW_CONVERSATION,
  type PendingMessage,
  unreadCount,
  withMessages,
  withPending,
  withSendingState,
  withSubmitted,
  withTurn,
} from './conversation.js';

const message = (seq: number, role: MessageRole, text = `text ${seq}`): Message => ({
  id: `id-${seq}`,
  seq,
  role,
  text,
  created_at: '2026-11-22T14:54:32.123Z',
});
const pending = (clientId: string, text: string): PendingMessage => ({
  clientId,
  text,
  state: 'sending',
  at: '2026-11-22T14:54:32.123Z',
});
const FORM: OfferedForm = { form_id: 'f', form_instance_id: 'i', name: 'Leads', fields: [] };

test('messages are kept once and in order, whatever order they come in', () => {
  const two = withMessages(NEW_CONVERSATION, [message(3, 'assistant'), message(1, 'assistant')]);
  const all = withMessages(two, [message(2, 'visitor'), message(3, 'assistant')]);
  assert.deepEqual(
    all.messages.map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.equal(lastSeq(all), 3);
  assert.deepEqual([completeSeq(two), completeSeq(all)], [1, 3], 'what is missing is asked for');
  assert.equal(withMessages(all, [message(2, 'visitor')]), all, 'nothing new, nothing to draw');
});

test('a pending message becomes the stored one when it is answered, with its replies and form', () => {
  const sending = withPending(NEW_CONVERSATION, pending('c', 'hi'));
  const answered = withTurn(sending, 'c', [message(1, 'visitor', 'hi'), message(2, 'assistant')], FORM);
  assert.deepEqual(answered.pending, []);
  assert.equal(answered.messages.length, 2);
  assert.deepEqual(answered.forms, [{ ...FORM, afterSeq: 2, submitted: null }]);
  assert.equal(withTurn(answered, 'c', [], FORM).forms.length, 1, 'the same offer is shown once');
});

test('a message that an update brings before its answer is not shown twice', () => {
  let conversation = withPending(NEW_CONVERSATION, pending('a', 'hi'));
  conversation = withPending(conversation, pending('b', 'hi'));
  conversation = withMessages(conversation, [message(1, 'visitor', 'hi')]);
  assert.deepEqual(
    conversation.pending.map((one) => one.storedSeq),
    [1, undefined],
  );
  conversation = withTurn(conversation, 'a', [message(1, 'visitor', 'hi'), message(2, 'assistant')]);
  assert.deepEqual(
    conversation.pending.map((one) => [one.clientId, one.storedSeq]),
    [['b', undefined]],
    'the answer to one does not mark the other as stored',
  );
});

test('a failed message keeps its text and can be sent again', () => {
  const failed = withSendingState(withPending(NEW_CONVERSATION, pending('c', 'hi')), 'c', 'failed');
  assert.equal(failed.pending[0]?.state, 'failed');
  assert.equal(withSendingState(failed, 'c', 'sending').pending[0]?.text, 'hi');
});

test('unread are messages of the business after the last one seen', () => {
  const some = withMessages(NEW_CONVERSATION, [
    message(1, 'assistant'),
    message(2, 'visitor'),
    message(3, 'agent'),
  ]);
  assert.equal(unreadCount(some), 2);
  const seen = asRead(some);
  assert.equal(unreadCount(seen), 0);
  assert.equal(unreadCount(withMessages(seen, [message(4, 'agent')])), 1);
});

test('a submitted form keeps its values', () => {
  const offered = withTurn(NEW_CONVERSATION, 'c', [message(1, 'assistant')], FORM);
  const [form] = withSubmitted(offered, 'i', { email: 'a@b.example' }).forms;
  assert.deepEqual(form?.submitted, { email: 'a@b.example' });
});

test('the first end stays, and what was not sent has failed', () => {
  const closed = asEnded(withPending(NEW_CONVERSATION, pending('c', 'hi')), 'closed');
  assert.equal(closed.pending[0]?.state, 'failed');
  assert.equal(asEnded(closed, 'expired').end, 'closed');
});
