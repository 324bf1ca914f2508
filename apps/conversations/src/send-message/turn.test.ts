import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation } from '../conversation/conversation.js';
import { afterTurn, newTurn } from './turn.js';

const NOW = '2026-11-22T14:54:32.123456Z';
const conversation: Conversation = {
  id: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  workspaceId: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7b',
  assistantId: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7c',
  widgetId: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7d',
  channel: 'chat',
  deviceType: 'desktop',
  attributes: {},
  contactId: null,
  firstMessage: null,
  chatCount: 0,
  messageSeq: 1,
  eventSeq: 0,
  startedAt: NOW,
  lastActivityAt: NOW,
  idleCloseMinutes: 30,
  idleCloseAt: NOW,
  agentWroteAt: null,
  end: null,
};
const command = { text: 'hi', clientId: 'm1', traceparent: undefined };

for (const replies of [[], ['Hello!'], ['Hello!', 'How can I help?', 'Take your time.']]) {
  test(`a turn with ${replies.length} replies is numbered without gaps and counted once`, () => {
    const turn = newTurn(
      conversation,
      command,
      'message',
      replies.map((text, index) => ({ id: `reply ${index}`, text })),
      NOW,
    );
    const seqs = [turn.message, ...turn.replies].map((message) => message.seq);
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => 2 + index),
    );
    assert.deepEqual(
      turn.replies.map((reply) => [reply.text, reply.replyTo]),
      replies.map((text) => [text, turn.message.id]),
    );
    assert.deepEqual(
      [turn.message, ...turn.replies].map(({ id }) => id),
      ['message', ...replies.map((_, index) => `reply ${index}`)],
    );
    const counted = afterTurn(conversation, turn);
    assert.deepEqual([counted.chatCount, counted.messageSeq], [1 + replies.length, 2 + replies.length]);
    assert.equal(counted.firstMessage, 'hi');
  });
}
