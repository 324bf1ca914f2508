import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromMicros, toMicros } from '@flowforge/contracts/time';
import { afterAgentMessage, type Conversation, isAgentAnswering } from './conversation.js';

const NOW = '2026-11-22T14:54:32.123456Z';
const MINUTE = 60_000_000;
const later = (micros: number): string => fromMicros(toMicros(NOW) + micros);

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
  chatCount: 2,
  messageSeq: 3,
  eventSeq: 0,
  startedAt: NOW,
  lastActivityAt: NOW,
  idleCloseMinutes: 30,
  idleCloseAt: later(30 * MINUTE),
  agentWroteAt: null,
  end: null,
};

test('a message of an agent counts, is no first message, and starts the idle time again', () => {
  const now = later(MINUTE);
  assert.deepEqual(afterAgentMessage(conversation, now), {
    ...conversation,
    chatCount: 3,
    messageSeq: 4,
    lastActivityAt: now,
    idleCloseAt: later(31 * MINUTE),
    agentWroteAt: now,
  });
});

test('the assistant is quiet for ten minutes after the last message of an agent', () => {
  assert.equal(isAgentAnswering(conversation, NOW), false);
  const answered = afterAgentMessage(conversation, NOW);
  assert.equal(isAgentAnswering(answered, NOW), true);
  assert.equal(isAgentAnswering(answered, later(10 * MINUTE - 1)), true);
  assert.equal(isAgentAnswering(answered, later(10 * MINUTE)), false);
});
