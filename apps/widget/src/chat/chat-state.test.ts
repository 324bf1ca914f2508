import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../api/types.js';
import { NEW_CONVERSATION } from '../conversation/conversation.js';
import { type ChatState, eventsBetween, seen } from './chat-state.js';

const STATE: ChatState = {
  settings: {
    id: 'w',
    assistant: { name: 'Reception' },
    greeting: null,
    color: '#2563eb',
    position: 'right',
    launcher_text: null,
    locale: null,
  },
  conversation: NEW_CONVERSATION,
  connection: 'online',
  isOpen: false,
  isShown: true,
  text: '',
  entries: {},
};
const REPLY: Message = {
  id: 'id',
  seq: 1,
  role: 'agent',
  text: 'Hello',
  created_at: '2026-11-22T14:00:00.000Z',
};
const session = { conversationId: 'one', token: 't' };
const begun: ChatState = { ...STATE, conversation: { ...NEW_CONVERSATION, session } };
const answered: ChatState = { ...begun, conversation: { ...begun.conversation, messages: [REPLY] } };

test('the page hears what happens, without tokens', () => {
  const started = eventsBetween(STATE, begun);
  assert.deepEqual(started, [{ type: 'start', detail: { conversation_id: 'one' } }]);
  assert.deepEqual(
    eventsBetween(begun, answered).map(({ type, detail }) => ({ type, ...detail })),
    [
      { type: 'message', role: 'agent', text: 'Hello' },
      { type: 'unread', count: 1 },
    ],
  );
  assert.deepEqual(eventsBetween(answered, answered), []);
});

test('opening reads what is there, unless the page is hidden', () => {
  const open = { ...answered, isOpen: true };
  assert.equal(seen(open, false), open);
  assert.equal(seen(answered, true), answered);
  const read = seen(open, true);
  assert.equal(read.conversation.readSeq, 1);
  assert.deepEqual(
    eventsBetween(answered, read).map(({ type }) => type),
    ['open', 'unread'],
  );
});

test('an end is heard once', () => {
  const ended: ChatState = { ...begun, conversation: { ...begun.conversation, end: 'closed' } };
  assert.deepEqual(
    eventsBetween(begun, ended).map(({ type }) => type),
    ['end'],
  );
  assert.deepEqual(eventsBetween(ended, ended), []);
});
