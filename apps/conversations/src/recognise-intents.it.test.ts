import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { until } from '@flowforge/testing/until';
import { Conversations } from './running-conversations.testing.js';
import { Client } from './api-client.testing.js';

const BOOKING = [
  'I want to book a room',
  'can I make a reservation',
  'reserve a double room for two nights',
  'do you have rooms free next weekend',
  'I need a room for tonight',
];
const HOURS = [
  'what are your opening hours',
  'when do you open',
  'are you open on Sunday',
  'what time do you close',
  'how late are you open',
];
const PARAPHRASE = 'could I book a room for tomorrow please';

let running: Conversations;
let api: Client;
let assistantId: string;
let widgetId: string;
let bookingId: string;
let hoursId: string;

const classify = (text: string, client: Client = api, assistant: string = assistantId) =>
  client.post('/v1/intents/classify', { assistant_id: assistant, text });

/** Waits for the training: only a trained classifier recognises `text`, which is like no example. */
const untilTrained = (text: string, intentId: string, assistant: string = assistantId) =>
  until('the trained classifier', async () => {
    const { body } = await classify(text, api, assistant);
    return body.intent_id === intentId;
  });

before(async () => {
  running = await Conversations.ownProcess();
  api = running.client();
  const booking = await api.create('/v1/intents', { name: 'BOOKING', utterances: BOOKING });
  const hours = await api.create('/v1/intents', { name: 'HOURS', utterances: HOURS });
  [bookingId, hoursId] = [booking.id, hours.id];
  const assistant = await api.create('/v1/assistants', { name: 'Desk', intent_ids: [bookingId, hoursId] });
  assistantId = assistant.id;
  const widget = await api.create('/v1/widgets', { assistant_id: assistantId, channel: 'chat' });
  widgetId = widget.id;
  await untilTrained(PARAPHRASE, bookingId);
});
after(() => running.stop());

test('a text is classified as in a conversation, and nothing is stored', async () => {
  const { status, body } = await classify(PARAPHRASE);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ['intent_id', 'confidence', 'ranking']);
  assert.equal(body.intent_id, bookingId);
  assert.ok(body.confidence >= 0.4 && body.confidence <= 1);
  assert.deepEqual(body.ranking[0], { intent_id: bookingId, confidence: body.confidence });
  assert.equal((await classify('tell me a joke')).body.intent_id, null);
  assert.deepEqual((await api.get('/v1/captured-intents')).body.items, []);
});

test('texts and assistants that cannot be classified are refused', async () => {
  assert.equal((await classify('book a room', running.client())).status, 404);
  assert.equal((await classify('book a room', api, newId())).body.code, 'assistant_not_found');
  assert.equal((await classify('')).status, 422);
  assert.equal((await classify('a\ud800b')).status, 422);
  assert.equal((await classify('a'.repeat(4_001))).status, 422);
  assert.equal((await classify('book a room', running.stranger())).status, 401);
});

test('a captured intent keeps its message, its confidence and the runner-up', async () => {
  const visitor = await running.visitor(widgetId);
  await visitor.say('I would like to reserve a room');
  const { body } = await api.get(`/v1/captured-intents?conversation_id=${visitor.conversationId}`);
  const [captured] = body.items;
  assert.equal(captured.message, 'I would like to reserve a room');
  assert.equal(captured.intent_id, bookingId);
  assert.equal(captured.runner_up_intent_id, hoursId);
  assert.ok(captured.runner_up_confidence >= 0 && captured.runner_up_confidence < captured.confidence);
});

test('an intent counts from the next message on, also after a change of its examples and after its removal', async () => {
  const { body: before } = await classify('where may I leave my car');
  assert.equal(before.intent_id, null);
  const parking = await api.create('/v1/intents', { name: 'PARKING', utterances: ['where can I park'] });
  await api.call('PATCH', `/v1/assistants/${assistantId}`, { intent_ids: [bookingId, hoursId, parking.id] });
  assert.equal((await classify('where can I park')).body.intent_id, parking.id);
  await api.call('PATCH', `/v1/intents/${parking.id}`, {
    utterances: ['where can I park', 'where may I leave my car', 'is there a garage'],
  });
  const { body: changed } = await classify('where may I leave my car');
  assert.deepEqual([changed.intent_id, changed.confidence], [parking.id, 1]);
  await api.call('DELETE', `/v1/intents/${parking.id}`);
  const { body: removed } = await classify('where may I leave my car');
  assert.ok(removed.ranking.every((entry: { intent_id: string }) => entry.intent_id !== parking.id));
});

test('another replica uses a changed intent from its next message on', async () => {
  const replica = await running.startReplica();
  try {
    const other = new Client(replica.url, api.token);
    const taxi = await api.create('/v1/intents', { name: 'TAXI', utterances: ['call me a taxi'] });
    const assistant = await api.create('/v1/assistants', { name: 'Two', intent_ids: [taxi.id, hoursId] });
    const intentOf = async (text: string, client: Client): Promise<string | null> =>
      (await classify(text, client, assistant.id)).body.intent_id;
    const text = 'do you lend umbrellas';
    for (const client of [api, other]) {
      assert.equal(await intentOf('call me a taxi', client), taxi.id);
      assert.equal(await intentOf(text, client), null);
    }
    await api.call('PATCH', `/v1/intents/${taxi.id}`, { utterances: ['call me a taxi', text] });
    assert.equal(await intentOf(text, other), taxi.id);
    await other.call('PATCH', `/v1/intents/${taxi.id}`, { utterances: ['call me a taxi'] });
    // Until the training ends, the classifier before serves; it knows the removed example.
    await until('a training without the removed example', async () => {
      const { body } = await classify(text, api, assistant.id);
      return body.confidence < 1;
    });
    await other.call('PATCH', `/v1/assistants/${assistant.id}`, { intent_ids: [hoursId] });
    assert.equal(await intentOf('call me a taxi', api), null);
  } finally {
    await replica.stop();
  }
});

test("an intent's own threshold decides, but for an example word for word", async () => {
  const strict = await api.create('/v1/intents', { name: 'STRICT', utterances: BOOKING });
  const assistant = await api.create('/v1/assistants', { name: 'Strict', intent_ids: [strict.id] });
  await untilTrained(PARAPHRASE, strict.id, assistant.id);
  const changed = await api.call('PATCH', `/v1/intents/${strict.id}`, { threshold: 1 });
  assert.equal(changed.body.threshold, 1);
  assert.equal((await classify(PARAPHRASE, api, assistant.id)).body.intent_id, null);
  assert.equal((await classify(BOOKING[0] ?? '', api, assistant.id)).body.intent_id, strict.id);
  const reset = await api.call('PATCH', `/v1/intents/${strict.id}`, { threshold: null });
  assert.equal(reset.body.threshold, null);
  assert.equal((await classify(PARAPHRASE, api, assistant.id)).body.intent_id, strict.id);
  for (const threshold of [-0.1, 1.1, '0.5']) {
    assert.equal((await api.post('/v1/intents', { name: 'X', utterances: ['x'], threshold })).status, 422);
  }
});

test('an intent warns of few, duplicate and contradictory examples', async () => {
  const codes = (intent: { warnings: { code: string }[] }): string[] =>
    intent.warnings.map(({ code }) => code);
  const few = await api.create('/v1/intents', { name: 'FEW', utterances: ['hello there', 'Hello, there!'] });
  assert.deepEqual(codes(few), ['duplicate_example', 'too_few_examples']);
  const other = await api.create('/v1/intents', { name: 'OTHER', utterances: ['Hello there', ...HOURS] });
  assert.deepEqual(codes(other), []);
  await api.create('/v1/assistants', { name: 'Both', intent_ids: [few.id, other.id] });
  const { body } = await api.get(`/v1/intents/${other.id}`);
  assert.deepEqual(codes(body), ['contradictory_example']);
  assert.deepEqual([body.warnings[0].utterance, body.warnings[0].other_intent_id], ['Hello there', few.id]);
});

test('small talk has an answer and is no captured intent; an intent of the business comes first', async () => {
  const visitor = await running.visitor(widgetId);
  const { body } = await visitor.say('Hi!');
  assert.equal(body.messages[1].text, 'Hello! How can I help?');
  assert.equal((await visitor.say('vielen Dank')).body.messages[1].text, 'Gern geschehen!');
  assert.deepEqual(await running.events(visitor.conversationId), []);

  const greeting = await api.create('/v1/intents', { name: 'HI', utterances: ['hi'], reply: 'Ahoy!' });
  const assistant = await api.create('/v1/assistants', { name: 'Ship', intent_ids: [greeting.id] });
  const widget = await api.create('/v1/widgets', { assistant_id: assistant.id, channel: 'chat' });
  const sailor = await running.visitor(widget.id);
  assert.equal((await sailor.say('Hi!')).body.messages[1].text, 'Ahoy!');
});

test('trainings and classifications are measured', async () => {
  await classify('could I book a room');
  const text = await until('a training in the metrics', async () => {
    const metrics = (await running.ops('/metrics')).text;
    return /intent_training_duration_seconds_count [1-9]/.test(metrics) ? metrics : undefined;
  });
  assert.match(text, /intent_classify_duration_seconds_count [1-9]/);
  assert.match(text, /intent_classifier_bytes [1-9]/);
});

test('a change of the examples trains again, one of the reply does not', async () => {
  const intent = await api.create('/v1/intents', { name: 'PARKING', utterances: ['where can I park'] });
  const assistant = await api.create('/v1/assistants', { name: 'Desk', intent_ids: [intent.id, hoursId] });
  const trainings = async (): Promise<number> => {
    const [, count] =
      /intent_training_duration_seconds_count (\d+)/.exec((await running.ops('/metrics')).text) ?? [];
    return Number(count);
  };
  const earlier = await trainings();
  await untilTrained('where could I park, please', intent.id, assistant.id);
  // The training is counted after its classifier is in use.
  const before = await until('the training to be counted', async () => {
    const count = await trainings();
    return count > earlier && count;
  });
  await api.call('PATCH', `/v1/intents/${intent.id}`, { reply: 'Behind the house.' });
  await classify('where can I park', api, assistant.id);
  assert.equal(await trainings(), before);
  await api.call('PATCH', `/v1/intents/${intent.id}`, { utterances: ['where is the garage'] });
  await untilTrained('where would the garage be', intent.id, assistant.id);
  await until('a training', async () => (await trainings()) > before);
  assert.equal(await trainings(), before + 1);
});
