import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { jsonBytes } from './clip-text.js';
import { boundTranscript, type TranscriptMessage } from './transcript.js';
import { anyMessage } from './any-event.testing.js';

const message = (content: string): TranscriptMessage => ({
  role: 'visitor',
  content,
  ts: '2026-11-22T14:54:32.123456Z',
});

describe('a bounded transcript', () => {
  test('is never above its maximum size, and has as many messages as fit', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { maxLength: 12 }),
        fc.integer({ min: 2, max: 2500 }),
        (messages, maxBytes) => {
          const { transcript, truncated } = boundTranscript(messages, maxBytes);
          assert.ok(jsonBytes(transcript) <= maxBytes);
          assert.equal(truncated, jsonBytes(messages) > maxBytes);
          const kept = messages.slice(messages.length - transcript.length);
          if (transcript.length > 1 || !truncated) assert.deepEqual(transcript, kept);
          const more = messages.slice(messages.length - transcript.length - 1);
          if (truncated && transcript.length > 0)
            assert.ok(jsonBytes(more) > maxBytes, 'one more would have fitted');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('has the newest messages, oldest first', () => {
    const messages = ['one', 'two', 'three'].map(message);
    const room = jsonBytes(messages.slice(1));
    assert.deepEqual(boundTranscript(messages, room), { transcript: messages.slice(1), truncated: true });
    assert.deepEqual(boundTranscript(messages, room - 1), { transcript: messages.slice(2), truncated: true });
    assert.deepEqual(boundTranscript(messages, jsonBytes(messages)), {
      transcript: messages,
      truncated: false,
    });
  });

  test('has the prefix of the newest message when that message alone is too long', () => {
    const room = jsonBytes([message('')]) + 5;
    const bounded = boundTranscript([message('before'), message('a very long message')], room);
    assert.deepEqual(bounded, { transcript: [message('a ver')], truncated: true });
  });

  test('is empty without messages and when nothing fits', () => {
    assert.deepEqual(boundTranscript([], 2), { transcript: [], truncated: false });
    assert.deepEqual(boundTranscript([message('x')], 10), { transcript: [], truncated: true });
  });
});
