import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closedEvent, messageEvent } from './server-sent-event.js';

test('a message is one event, whatever its text contains; its id is the seq', () => {
  const text = 'one\ntwo\r\nthree\u2028data: four';
  const message = {
    id: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
    seq: 7,
    role: 'agent' as const,
    text,
    created_at: '2026-11-22T14:54:32.123Z',
  };
  const lines = messageEvent(message).split(/\r\n|\n|\r/);
  assert.deepEqual([lines[0], lines[1], ...lines.slice(3)], ['id: 7', 'event: message', '', '']);
  assert.deepEqual(JSON.parse(lines[2]?.slice('data: '.length) ?? ''), message);
});

test('the end has no id, so that the last one stays', () => {
  const end = { reason: 'idle', ended_at: '2026-11-22T14:54:32.123Z' };
  assert.equal(closedEvent(end), `event: closed\ndata: ${JSON.stringify(end)}\n\n`);
});
