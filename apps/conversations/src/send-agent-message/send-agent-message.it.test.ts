import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { renderBody } from '@flowforge/contracts/webhook-body/render';
import { Conversations, setUpHotel } from '../running-conversations.testing.js';
import type { Answer, Client, VisitorClient } from '../api-client.testing.js';
import { ReceivedEvents } from '../stream-messages/received-events.testing.js';

let conversations: Conversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
  hotel = await setUpHotel(api);
});
after(() => conversations.stop());

const answerAs = (client: Client, { conversationId }: VisitorClient, text: string): Promise<Answer> =>
  client.post(`/v1/conversations/${conversationId}/messages`, { text });

const rolesIn = (messages: { role: string }[]): string[] => messages.map(({ role }) => role);

test('a message of an agent reaches the visitor in the stream and in the list, and counts', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const stream = await ReceivedEvents.open(visitor);
  const { status, body } = await answerAs(api, visitor, 'This is Ann.');
  assert.deepEqual([status, body.seq, body.role, body.text], [201, 2, 'agent', 'This is Ann.']);
  await stream.untilSeq(2);
  assert.deepEqual(stream.events[1]?.data, body);
  stream.close();
  assert.deepEqual((await visitor.get(`${visitor.path}/messages`)).body.items[1], body);
  const conversation = (await api.get(`/v1/conversations/${visitor.conversationId}`)).body;
  assert.deepEqual([conversation.chat_count, conversation.first_message], [1, null]);
});

test('the assistant is quiet after it, but captures intents and takes forms; ten minutes later it replies again', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await answerAs(api, visitor, 'This is Ann.');
  const quiet = await visitor.say('Can I get a quote?', { client_id: 'm1' });
  assert.deepEqual(
    [quiet.status, rolesIn(quiet.body.messages), quiet.body.form],
    [201, ['visitor'], undefined],
  );
  assert.deepEqual((await visitor.say('Can I get a quote?', { client_id: 'm1' })).body, quiet.body);
  const submitted = await visitor.submit(hotel.formId, { name: 'Smith', email: 'smith@gmail.com' });
  assert.equal(submitted.status, 201);
  assert.deepEqual(
    (await conversations.events(visitor.conversationId)).map(({ type }) => type),
    ['captured_intent.created', 'captured_form.created'],
  );
  await conversations.rows(
    `UPDATE conversations.conversations SET agent_wrote_at = agent_wrote_at - interval '10 minutes' WHERE id = $1`,
    [visitor.conversationId],
  );
  assert.deepEqual(rolesIn((await visitor.say('hello?')).body.messages), ['visitor', 'assistant']);
});

test('the transcript of the closing event says who wrote; in payload version 2026-05 the body carries it', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await visitor.say('the weather is lovely');
  await answerAs(api, visitor, 'Indeed it is.');
  await api.post(`/v1/conversations/${visitor.conversationId}/close`);
  const [event] = await conversations.events(visitor.conversationId);
  assert.ok(event?.type === 'conversation.closed');
  const roles = ['assistant', 'visitor', 'assistant', 'agent'];
  assert.deepEqual(rolesIn(event.data.transcript), roles);
  const newer = JSON.parse(renderBody(event, '2026-05'));
  assert.deepEqual(rolesIn(newer.data.transcript), roles);
  assert.deepEqual([newer.data.chat_count, newer.data.transcript[3].content], [3, 'Indeed it is.']);
  const older = JSON.parse(renderBody(event, '2024-04'));
  assert.deepEqual([older.data.chat_count, older.data.first_message], [3, 'User: the weather is lovely']);
});

test('one Idempotency-Key makes one message', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const path = `/v1/conversations/${visitor.conversationId}/messages`;
  const headers = { 'idempotency-key': 'agent-1' };
  const first = await api.post(path, { text: 'Hello!' }, headers);
  const again = await api.post(path, { text: 'Hello!' }, headers);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  assert.equal((await api.post(path, { text: 'Bye!' }, headers)).body.code, 'idempotency_key_reused');
  assert.equal((await api.get(path)).body.items.length, 2);
});

test('agents and the visitor who write at once get a number each, without a gap', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await answerAs(api, visitor, 'first');
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? answerAs(api, visitor, `agent ${index}`) : visitor.say(`visitor ${index}`),
    ),
  );
  assert.ok(answers.every(({ status }) => status === 201));
  const { items } = (await api.get(`/v1/conversations/${visitor.conversationId}/messages`)).body;
  assert.deepEqual(
    items.map(({ seq }: { seq: number }) => seq),
    Array.from({ length: 14 }, (_, index) => index + 1),
  );
});

test('what is no message is refused, and so is one to a closed or a foreign conversation', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const path = `/v1/conversations/${visitor.conversationId}/messages`;
  for (const [body, status, code] of [
    [{}, 422, 'invalid_request'],
    [{ text: ' ' }, 422, 'invalid_request'],
    [{ text: 'x'.repeat(4_001) }, 422, 'invalid_request'],
    [{ text: 'hi', role: 'assistant' }, 400, 'unknown_field'],
    ['{', 400, 'malformed_body'],
  ] as const) {
    const answer = await api.post(path, body);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
  }
  const reader = conversations.client(newId(), ['conversations:read']);
  assert.equal((await answerAs(reader, visitor, 'hi')).body.code, 'scope_missing');
  assert.equal((await answerAs(conversations.client(), visitor, 'hi')).body.code, 'conversation_not_found');
  assert.equal((await answerAs(visitor, visitor, 'hi')).status, 401);
  await conversations.rows('UPDATE conversations.conversations SET message_seq = 2000 WHERE id = $1', [
    visitor.conversationId,
  ]);
  assert.equal((await answerAs(api, visitor, 'hi')).body.code, 'conversation_full');
  await visitor.close();
  const late = await answerAs(api, visitor, 'hi');
  assert.deepEqual([late.status, late.body.code], [409, 'conversation_closed']);
});
