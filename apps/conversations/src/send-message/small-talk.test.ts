import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallTalkReply } from './small-talk.js';

test('greetings, thanks and farewells are answered in their language', () => {
  for (const [text, reply] of [
    ['Hi!', 'Hello! How can I help?'],
    ['THANK YOU :)', 'You are welcome!'],
    ['bye bye', 'Goodbye! Have a nice day.'],
    ['Dankeschön', 'Gern geschehen!'],
    ['Tschüß!', 'Auf Wiedersehen!'],
    ['Merci beaucoup', 'Je vous en prie !'],
    ['¡Buenos días!', '¡Hola! ¿En qué puedo ayudar?'],
    ['grazie', 'Prego!'],
  ] as const) {
    assert.equal(smallTalkReply(text), reply, text);
  }
});

test('a message that wants something is no small talk', () => {
  for (const text of [
    'hi, what does a room cost?',
    'thanks but I need a refund',
    '',
    '?!',
    '\ud83d',
    'constructor',
  ]) {
    assert.equal(smallTalkReply(text), null, text);
  }
});
