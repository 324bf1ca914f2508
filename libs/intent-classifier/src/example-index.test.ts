import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExampleIndex } from './example-index.js';

const index = new ExampleIndex();
index.add('booking', 'I want to book a room');
index.add('booking', 'reserve a table for two');
index.add('hours', 'What are your opening hours?');
index.add('hours', 'hello');
index.add('twin', 'good morning');
index.add('other', 'Good morning!');

test('an example word for word is certain', () => {
  const { intent_id, confidence, reason } = index.classify('HELLO!');
  assert.deepEqual(
    { intent_id, confidence, reason },
    { intent_id: 'hours', confidence: 1, reason: 'example' },
  );
});

test('nearly an example is recognised', () => {
  assert.equal(index.classify('we want to book a room please').intent_id, 'booking');
  assert.equal(index.classify('what are the opening hours').intent_id, 'hours');
});

test('anything else is not', () => {
  for (const text of [
    'tell me a joke',
    'room',
    '',
    '\udc00',
    'I do not want to book a room',
    'good morning',
  ]) {
    assert.equal(index.classify(text).intent_id, null, text);
  }
});
