import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Conversations, setUpHotel } from './running-conversations.testing.js';
import type { Client } from './api-client.testing.js';

const LEAD = { name: 'Smith', email: 'smith@gmail.com' };
let conversations: Conversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
  hotel = await setUpHotel(api);
});
after(() => conversations.stop());

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

const typesOf = async (conversationId: string): Promise<string[]> =>
  (await conversations.events(conversationId)).map((event) => event.type);

test('twenty closes at once, by the visitor and by the business, end it once', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const answers = await times(20, (index) =>
    index % 2 === 0 ? visitor.close() : api.post(`/v1/conversations/${visitor.conversationId}/close`),
  );
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer.body))).size, 1);
  const [event, ...more] = await conversations.events(visitor.conversationId);
  assert.deepEqual(more, []);
  assert.ok(event?.type === 'conversation.closed');
  assert.equal(event.data.closed_reason, answers[0]?.body.closed_reason);
});

test('submissions that race with the end: each 201 has its event before it, each 409 has none', async () => {
  for (let round = 0; round < 10; round += 1) {
    const visitor = await conversations.visitor(hotel.widgetId);
    const closing = times(1, () => visitor.close());
    const answers = await times(12, () => visitor.submit(hotel.formId, LEAD));
    await closing;
    const accepted = answers.filter((answer) => answer.status === 201);
    const refused = answers.filter((answer) => answer.status === 409);
    assert.equal(accepted.length + refused.length, answers.length);
    assert.ok(refused.every((answer) => answer.body.code === 'conversation_closed'));
    const events = await conversations.events(visitor.conversationId);
    const captured = events.flatMap((event) =>
      event.type === 'captured_form.created' ? [event.data.captured_form_id] : [],
    );
    assert.deepEqual(captured.sort(), accepted.map((answer) => answer.body.captured_form_id).sort());
    assert.equal(events.at(-1)?.type, 'conversation.closed');
    assert.deepEqual(
      events.map((event) => event.conversation_seq),
      events.map((_, index) => index + 1),
    );
    const instants = events.map((event) => event.committed_at);
    assert.deepEqual(instants, [...instants].sort());
  }
});

test('an intent that is shown ten times at once is captured once', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const answers = await times(10, () => visitor.say('Can I get a quote?'));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]));
  assert.equal(new Set(answers.map((answer) => answer.body.form.form_instance_id)).size, 10);
  assert.deepEqual(await typesOf(visitor.conversationId), ['captured_intent.created']);
  const { body } = await api.get(`/v1/conversations/${visitor.conversationId}`);
  assert.equal(body.chat_count, 20);
});

test('every submission without an offer is a captured form of its own', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const answers = await times(8, () => visitor.submit(hotel.formId, LEAD));
  assert.equal(new Set(answers.map((answer) => answer.body.captured_form_id)).size, 8);
  assert.equal((await typesOf(visitor.conversationId)).length, 8);
});

test('an offer is answered once, however often and with whatever it is answered', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const { body: turn } = await visitor.say('Can I get a quote?');
  const offer = { form_instance_id: turn.form.form_instance_id };
  const answers = await times(10, (index) =>
    visitor.submit(hotel.formId, { ...LEAD, query: `take ${index}` }, offer),
  );
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]));
  assert.equal(new Set(answers.map((answer) => answer.body.captured_form_id)).size, 1);
  assert.equal((await typesOf(visitor.conversationId)).length, 2);
  await visitor.close();
  const late = await visitor.submit(hotel.formId, LEAD, offer);
  assert.deepEqual([late.status, late.body], [201, answers[0]?.body]);
});

test('without a name for it, the oldest open offer is answered, then the next, then a new one is opened', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const offers: string[] = [];
  for (const text of ['Can I get a quote?', 'I would like to talk to sales']) {
    offers.push((await visitor.say(text)).body.form.form_instance_id);
  }
  const filled: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    filled.push((await visitor.submit(hotel.formId, LEAD)).body.form_instance_id);
  }
  assert.deepEqual(filled.slice(0, 2), offers);
  assert.ok(!offers.includes(filled[2] ?? ''));
});

test('two people who give the same new address at once are one contact', async () => {
  const visitors = await times(6, () => conversations.visitor(hotel.widgetId));
  await Promise.all(
    visitors.map((visitor) => visitor.submit(hotel.formId, { ...LEAD, email: 'new@example.com' })),
  );
  const contacts = await Promise.all(
    visitors.map(async (visitor) => {
      const [event] = await conversations.events(visitor.conversationId);
      return event?.type === 'captured_form.created' ? event.data.contact_id : undefined;
    }),
  );
  assert.equal(new Set(contacts).size, 1);
  assert.ok(contacts[0]);
  const { body } = await api.get('/v1/contacts?email=New@example.com');
  assert.deepEqual(
    body.items.map((contact: { id: string }) => contact.id),
    [contacts[0]],
  );
});

test('an Idempotency-Key makes a repeated request one fact, whoever of the repeats is first', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const path = `${visitor.path}/forms/${hotel.formId}`;
  const headers = { 'idempotency-key': 'submit-1' };
  const send = (): ReturnType<Client['post']> => visitor.post(path, { field_values: LEAD }, headers);
  const answers = await times(6, send);
  const given = answers.filter((answer) => answer.status === 201);
  assert.ok(given.length > 0);
  assert.ok(
    answers.every((answer) => answer.status === 201 || answer.body.code === 'idempotency_key_in_flight'),
  );
  assert.equal(new Set([...given, await send()].map((answer) => answer.body.captured_form_id)).size, 1);
  assert.equal((await typesOf(visitor.conversationId)).length, 1);
  const other = await visitor.post(path, { field_values: { ...LEAD, name: 'Jones' } }, headers);
  assert.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused']);
});

test('a repeated client_id gives the same turn, its form included, even after the end', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const first = await visitor.say('Can I get a quote?', { client_id: 'm1' });
  const repeats = await times(4, () => visitor.say('Can I get a quote?', { client_id: 'm1' }));
  for (const repeat of repeats) assert.deepEqual(repeat.body, first.body);
  await visitor.close();
  const late = await visitor.say('Can I get a quote?', { client_id: 'm1' });
  assert.deepEqual([late.status, late.body], [201, first.body]);
  const other = await visitor.say('Something else', { client_id: 'm1' });
  assert.deepEqual([other.status, other.body.errors[0].field], [422, 'client_id']);
  const { body } = await api.get(`/v1/conversations/${visitor.conversationId}`);
  assert.equal(body.chat_count, 2);
});

test('a repeated client_id gives a turn with no reply, and one with three, as they are stored', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const say = (client_id: string): ReturnType<Client['post']> => visitor.say('hi', { client_id });
  const texts = ({ body }: Awaited<ReturnType<Client['post']>>): string[] =>
    body.messages.map((message: { text: string }) => message.text);
  const [, reply] = texts(await say('m1'));
  await conversations.rows(
    `INSERT INTO conversations.messages (id, workspace_id, conversation_id, seq, role, text, reply_to, created_at)
     SELECT gen_random_uuid(), workspace_id, conversation_id, seq + extra, role, 'more ' || extra, reply_to, created_at
       FROM conversations.messages, generate_series(1, 2) AS extra WHERE conversation_id = $1 AND reply_to IS NOT NULL`,
    [visitor.conversationId],
  );
  await conversations.rows(
    `UPDATE conversations.conversations SET message_seq = message_seq + 2 WHERE id = $1`,
    [visitor.conversationId],
  );
  assert.deepEqual(texts(await say('m1')), ['hi', reply, 'more 1', 'more 2']);
  const second = await say('m2');
  await conversations.rows(`DELETE FROM conversations.messages WHERE id = $1`, [second.body.messages[1].id]);
  assert.deepEqual(texts(await say('m2')), ['hi']);
});

test('a conversation holds two thousand messages', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await conversations.rows(`UPDATE conversations.conversations SET message_seq = 1998 WHERE id = $1`, [
    visitor.conversationId,
  ]);
  assert.equal((await visitor.say('the last one')).status, 201);
  const over = await visitor.say('one too many');
  assert.deepEqual([over.status, over.body.code], [409, 'conversation_full']);
  assert.equal((await visitor.close()).status, 200);
});
