import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { artifactBuffers, artifactBytes, type IntentArtifact, type IntentExamples } from './artifact.js';
import { ArtifactVersionError, DEFAULT_THRESHOLD, load } from './classifier.js';
import { train, TrainingDeadlineError } from './train.js';

const SALES: IntentExamples = {
  id: 'sales',
  utterances: [
    'I would like to talk to sales',
    'Can I get a quote?',
    'Pricing',
    'I want to buy your product',
  ],
};
const BOOKING: IntentExamples = {
  id: 'booking',
  utterances: [
    'I want to book a room',
    'book a hotel room',
    'reserve a room for two nights',
    'can I make a reservation',
    'do you have a double room for Friday',
  ],
};
const CANCEL: IntentExamples = {
  id: 'cancel',
  utterances: ['I want to cancel my booking', 'cancel the reservation', 'please cancel my stay'],
};
const HOURS: IntentExamples = {
  id: 'hours',
  utterances: [
    'What are your opening hours?',
    '営業時間を教えてください',
    'when do you open',
    'when do you close',
  ],
};
const NO_LOGIN: IntentExamples = {
  id: 'no-login',
  utterances: ['I cannot log in to my account', 'my password does not work'],
};
const ALL = [SALES, BOOKING, CANCEL, HOURS, NO_LOGIN];

const classifier = load(train(ALL));

describe('recognises', () => {
  const cases: [string, string][] = [
    ['i’d like to talk to SALES!!', 'sales'],
    ['may I talk to sales please', 'sales'],
    ['pricing', 'sales'],
    ['could I get a quote', 'sales'],
    ["I'd like to book a room, please", 'booking'],
    ['Hi! I want to book a room.', 'booking'],
    ['we want to reserve a room for two nights', 'booking'],
    ['please cancel my booking', 'cancel'],
    ['I want to cancle my booking', 'cancel'],
    ['what are your opening hours on sunday', 'hours'],
    ['営業時間を教えてください', 'hours'],
    ["I can't log in to my account", 'no-login'],
    // No word in common with any example but words that most messages have.
    ['we need beds for a weekend', 'booking'],
    ['my credentials are rejected', 'no-login'],
    ['I typed my passcode and it is wrong', 'no-login'],
    ['We had a lovely trip last year. I want to book a room.', 'booking'],
  ];
  for (const [text, intent] of cases) {
    test(text, () => {
      const { intent_id, confidence, ranking } = classifier.classify(text);
      assert.equal(intent_id, intent, JSON.stringify(ranking));
      assert.ok(confidence >= DEFAULT_THRESHOLD && confidence <= 1);
    });
  }
});

describe('takes for nothing', () => {
  const cases = [
    'The weather is lovely today',
    'I do not want to book a room',
    "I don't want to talk to sales",
    'never book a room for me',
    'do NOT cancel my booking',
    'please do not cancel the reservation',
    'I no longer want to book a room',
    'I can log in to my account',
    'room',
    'book',
    'hours?',
    'I want to',
    'how are you',
    'where can my kids swim',
    'the soup was cold',
    'can I park my car at your place',
    'what are your favourite books',
    'ok',
    'asdf qwer zxcv',
    '12345',
    '?!',
    '👍',
    '',
    '   ',
    'a'.repeat(4_000),
    '\ud800',
  ];
  for (const text of cases) {
    test(JSON.stringify(text.slice(0, 60)), () => {
      const { intent_id, ranking } = classifier.classify(text);
      assert.equal(intent_id, null, JSON.stringify(ranking));
    });
  }
});

test('a refusal that is an example is recognised', () => {
  const stop = {
    id: 'stop',
    utterances: ['I do not want your newsletter', 'please do not write to me any more'],
  };
  const { intent_id } = load(train([stop, BOOKING])).classify('I do not want the newsletter');
  assert.equal(intent_id, 'stop');
});

test('an example word for word is certain, whatever the thresholds', () => {
  const strict = classifier.classify('can i get a QUOTE', { threshold: 1, gap: 1 });
  assert.deepEqual(
    { intent: strict.intent_id, confidence: strict.confidence, reason: strict.reason },
    { intent: 'sales', confidence: 1, reason: 'example' },
  );
});

test('one single intent: what is like it is recognised, what is not is refused', () => {
  const single = load(train([BOOKING]));
  for (const text of ['please book a room', 'I want to reserve a room', 'can I book a double room']) {
    assert.equal(single.classify(text).intent_id, 'booking', text);
  }
  for (const text of [
    'where is my invoice',
    'hello',
    'tell me a joke',
    'do you sell shoes',
    'what is your name',
  ]) {
    assert.equal(single.classify(text).intent_id, null, text);
  }
});

test('without intents nothing is recognised', () => {
  const { intent_id, confidence, ranking } = load(train([])).classify('book a room');
  assert.deepEqual({ intent_id, confidence, ranking }, { intent_id: null, confidence: 0, ranking: [] });
});

test('a text that two intents have as an example is taken for neither', () => {
  const twins = ['one', 'other'].map((id) => ({ id, utterances: ['book a room', 'reserve a room'] }));
  assert.equal(load(train(twins)).classify('book a room').intent_id, null);
  assert.equal(load(train(twins)).classify('please book a room').intent_id, null);
});

test("an intent's own threshold replaces the default one", () => {
  const text = 'my parents may need somewhere to sleep';
  const { confidence } = classifier.classify(text);
  const withThreshold = (threshold: number) =>
    classifier.classify(text, { byIntent: new Map([['booking', { threshold }]]) }).intent_id;
  assert.ok(confidence > 0.05 && confidence < 0.99, String(confidence));
  assert.equal(withThreshold(confidence - 0.01), 'booking');
  assert.equal(withThreshold(confidence + 0.005), null);
});

test('the end of a very long message is not looked at', () => {
  assert.equal(classifier.classify(`${'lorem '.repeat(200)}. I want to book a room`).intent_id, null);
});

test('the ranking has the best guesses, best first', () => {
  const { ranking } = classifier.classify('please cancel the booking of my friend');
  assert.equal(ranking[0]?.intent_id, 'cancel');
  assert.equal(ranking.length, 5);
  assert.ok(ranking.every((entry, at) => entry.confidence <= (ranking[at - 1]?.confidence ?? 1)));
});

test('the same intents give the same artifact', () => {
  assert.deepEqual(train(ALL), train(ALL));
});

test('an artifact survives serialisation', () => {
  const artifact = train(ALL);
  const copy = deserialize(serialize(artifact)) as IntentArtifact;
  assert.deepEqual(copy, artifact);
  assert.deepEqual(
    load(copy).classify('reserve a room please'),
    classifier.classify('reserve a room please'),
  );
});

test('an artifact can be transferred to another thread, and its size is known', () => {
  const artifact = train(ALL);
  const bytes = artifactBytes(artifact);
  assert.ok(bytes > 10_000 && bytes < 2_000_000, String(bytes));
  const moved = structuredClone(artifact, { transfer: artifactBuffers(artifact) });
  assert.equal(artifact.weights.byteLength, 0);
  assert.equal(load(moved).classify('pricing').intent_id, 'sales');
});

test('an artifact has typed arrays, numbers and lists no longer than the intents only', () => {
  const check = (value: unknown, path: string): void => {
    if (value === null || typeof value === 'number' || ArrayBuffer.isView(value)) return;
    if (Array.isArray(value)) return assert.equal(value.length, ALL.length, path);
    assert.equal(Object.getPrototypeOf(value), Object.prototype, path);
    for (const [name, part] of Object.entries(Object(value))) check(part, `${path}.${name}`);
  };
  check(train(ALL), 'artifact');
});

test('all typed arrays of an artifact are transferred', () => {
  const artifact = train(ALL);
  structuredClone(artifact, { transfer: artifactBuffers(artifact) });
  const check = (value: unknown, path: string): void => {
    if (ArrayBuffer.isView(value)) assert.equal(value.buffer.byteLength, 0, path);
    else if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      for (const [name, part] of Object.entries(value)) check(part, `${path}.${name}`);
    }
  };
  check(artifact, 'artifact');
});

test('an artifact of other features is refused', () => {
  assert.throws(() => load({ ...train([BOOKING]), featureVersion: 0 }), ArtifactVersionError);
});

test('training stops at its deadline', () => {
  let asked = 0;
  const isPastDeadline = (): boolean => {
    asked += 1;
    return asked > 5;
  };
  assert.throws(() => train(ALL, { isPastDeadline }), TrainingDeadlineError);
  assert.equal(asked, 6);
});

test('any text is classified, with a confidence from 0 to 1', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
      .map((units) => String.fromCharCode(...units)),
    fc
      .array(fc.constantFrom('book', 'room', 'not', 'cancel', '.', 'I', 'want', 'to'), { maxLength: 12 })
      .map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const { intent_id, confidence, ranking } = classifier.classify(text);
      assert.ok(confidence >= 0 && confidence <= 1);
      assert.ok(intent_id === null || ALL.some((intent) => intent.id === intent_id));
      for (const entry of ranking) assert.ok(entry.confidence >= 0 && entry.confidence <= 1);
      assert.deepEqual(classifier.classify(text), classifier.classify(text));
    }),
    { numRuns: 500 },
  );
});

test('any intents can be trained, and each example that only one of them has is recognised', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const intents = fc.array(fc.array(text, { minLength: 1, maxLength: 6 }), { maxLength: 6 });
  fc.assert(
    fc.property(intents, (lists) => {
      const trained = lists.map((utterances, at) => ({ id: String(at), utterances }));
      const tenant = load(train(trained));
      for (const { id, utterances } of trained) {
        for (const utterance of utterances) {
          const { intent_id, reason } = tenant.classify(utterance);
          if (reason === 'no_words' || reason === 'ambiguous') assert.equal(intent_id, null);
          else assert.equal(intent_id, id, utterance);
        }
      }
    }),
    { numRuns: 40 },
  );
});
