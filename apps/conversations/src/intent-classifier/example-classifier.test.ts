import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ExampleClassifier, THRESHOLD } from './example-classifier.js';
import type { KnownIntent } from './intent-classifier.js';

const SALES: KnownIntent = {
  id: 'sales',
  utterances: ['I would like to talk to sales', 'Can I get a quote?', 'Pricing'],
};
const BOOKING: KnownIntent = {
  id: 'booking',
  utterances: ['I want to book a room', 'book a hotel room', 'reserve a room for two nights'],
};
const CANCEL: KnownIntent = {
  id: 'cancel',
  utterances: ['I want to cancel my booking', 'cancel the reservation'],
};
const HOURS: KnownIntent = {
  id: 'hours',
  utterances: ['What are your opening hours?', '営業時間を教えてください'],
};
const NO_LOGIN: KnownIntent = { id: 'no-login', utterances: ['I cannot log in to my account'] };
const GREETING: KnownIntent = { id: 'greeting', utterances: ['hello', 'good morning'] };
const ALL = [SALES, BOOKING, CANCEL, HOURS, NO_LOGIN, GREETING];

const classifier = new ExampleClassifier();

describe('recognises', () => {
  const cases: [string, string][] = [
    ['I would like to talk to sales', 'sales'],
    ['i’d like to talk to SALES!!', 'sales'],
    ['may I talk to sales please', 'sales'],
    ['pricing', 'sales'],
    ['What is your pricing?', 'sales'],
    ['could I get a quote', 'sales'],
    ['I want to book a room', 'booking'],
    ["I'd like to book a room, please", 'booking'],
    ['Hi! I want to book a room.', 'booking'],
    ['Hello, I want to book a room', 'booking'],
    ['i want to book a room for two nights', 'booking'],
    ['we want to reserve a room for two nights', 'booking'],
    ['booking a hotel room', 'booking'],
    ['please cancel my booking', 'cancel'],
    ['I want to cancle my booking', 'cancel'],
    ['cancel the reservations', 'cancel'],
    ['what are your opening hours on sunday', 'hours'],
    ['営業時間を教えてください', 'hours'],
    ["I can't log in to my account", 'no-login'],
    ['hello', 'greeting'],
    ['Good morning!', 'greeting'],
  ];
  for (const [text, intent] of cases) {
    test(text, () => {
      const { intent_id, confidence, ranking } = classifier.classify(text, ALL);
      assert.equal(intent_id, intent, JSON.stringify(ranking));
      assert.ok(confidence >= THRESHOLD && confidence <= 1);
    });
  }
});

describe('takes for nothing', () => {
  const cases = [
    'The weather is lovely today',
    'I want to cancel a subscription to your newsletter',
    'do you have a swimming pool?',
    'I do not want to book a room',
    "I don't want to talk to sales",
    'never book a room for me',
    'I can log in to my account',
    'room',
    'book',
    'sales',
    'hours?',
    'I want to',
    'how are you',
    'can I get a refund?',
    'what are your favourite books',
    'how do I change my password',
    'ok',
    'yes please',
    'asdf qwer zxcv',
    '12345',
    '?!',
    '👍',
    '',
    '   ',
    'a'.repeat(4_000),
    'My sister had a room in Rome and told me sales of houses there are slow this year',
  ];
  for (const text of cases) {
    test(JSON.stringify(text.slice(0, 60)), () => {
      const { intent_id, ranking } = classifier.classify(text, ALL);
      assert.equal(intent_id, null, JSON.stringify(ranking));
    });
  }
});

test('an example word for word is certain', () => {
  assert.equal(classifier.classify('can i get a QUOTE', ALL).confidence, 1);
});

test('one single intent works: what is close to it, and nothing else', () => {
  assert.equal(classifier.classify('please book a room', [BOOKING]).intent_id, 'booking');
  assert.equal(classifier.classify('where is my invoice', [BOOKING]).intent_id, null);
});

test('without intents nothing is recognised', () => {
  assert.deepEqual(classifier.classify('book a room', []), { intent_id: null, confidence: 0, ranking: [] });
});

test('a message that two intents claim alike is taken for neither', () => {
  const twin = { id: 'twin', utterances: ['book a room'] };
  assert.equal(classifier.classify('please book a room', [twin, { ...twin, id: 'other' }]).intent_id, null);
});

test('an exact example wins over one that is only close', () => {
  const table = { id: 'table', utterances: ['book a room table'] };
  assert.equal(classifier.classify('book a room table', [BOOKING, table]).intent_id, 'table');
});

test('the end of a very long message is not read', () => {
  const text = `${'lorem '.repeat(200)}. I want to book a room`;
  assert.equal(classifier.classify(text, [BOOKING]).intent_id, null);
});

test('the ranking tells the best guesses, best first', () => {
  const { ranking } = classifier.classify('please cancel the booking of my friend', ALL);
  assert.equal(ranking[0]?.intent_id, 'cancel');
  assert.ok(
    ranking.length > 1 &&
      ranking.every((entry, index) => entry.confidence <= (ranking[index - 1]?.confidence ?? 1)),
  );
});
