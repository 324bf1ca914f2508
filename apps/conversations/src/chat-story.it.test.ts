import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EXAMPLE_EVENTS } from '@flowforge/contracts/events/event';
import { checkSource } from '@flowforge/contracts/requests/check-source';
import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import { ensureConsumer } from '@flowforge/messaging/ensure-streams';
import { EVENTS_STREAM } from '@flowforge/messaging/streams';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { newId } from '@flowforge/contracts/ids';
import { until } from '@flowforge/testing/until';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Conversations, setUpHotel } from './running-conversations.testing.js';
import type { Client } from './api-client.testing.js';

const LEAD = { query: 'flask developer', email: 'Smith@gmail.com', name: 'Smith Stevens' };
const workspaceId = newId();
let conversations: Conversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client(workspaceId);
  hotel = await setUpHotel(api);
});
after(() => conversations.stop());

test('from the greeting to the end: a reply, a form, a captured intent, and three events in the outbox', async () => {
  const started = await conversations.stranger().post('/v1/chat/conversations', {
    widget_id: hotel.widgetId,
    device_type: 'mobile',
    attributes: { page: '/hire', visits: 3 },
  });
  assert.equal(started.status, 201);
  assert.deepEqual(
    started.body.messages.map(({ role, text }: { role: string; text: string }) => ({ role, text })),
    [{ role: 'assistant', text: 'Hello! How can I help?' }],
  );
  const visitor = await conversations.visitor(hotel.widgetId, {
    device_type: 'mobile',
    attributes: { page: '/hire', visits: 3 },
  });
  const { conversationId } = visitor;

  const unrelated = await visitor.say('the weather is lovely');
  assert.equal(unrelated.status, 201);
  assert.equal(unrelated.body.form, undefined);
  const turn = await visitor.say("i'd like to talk to sales");
  assert.equal(turn.status, 201);
  assert.deepEqual(
    turn.body.messages.map((message: { role: string }) => message.role),
    ['visitor', 'assistant'],
  );
  assert.equal(turn.body.messages[1].text, 'Gladly! Please leave your details.');
  assert.equal(turn.body.form.form_id, hotel.formId);
  assert.equal(turn.body.form.fields[1].name, 'email');

  const submitted = await visitor.submit(hotel.formId, LEAD);
  assert.equal(submitted.status, 201);
  assert.equal(submitted.body.form_instance_id, turn.body.form.form_instance_id);
  const closed = await visitor.close();
  assert.equal(closed.status, 200);
  assert.deepEqual(await visitor.close().then(({ body }) => body), closed.body);

  const [intent, form, end, ...more] = await conversations.events(conversationId);
  assert.deepEqual(more, []);
  assert.ok(intent?.type === 'captured_intent.created');
  assert.ok(form?.type === 'captured_form.created');
  assert.ok(end?.type === 'conversation.closed');
  for (const [index, event] of [intent, form, end].entries()) {
    assert.equal(event.conversation_seq, index + 1);
    assert.equal(event.workspace_id, workspaceId);
    assert.equal(event.source.assistant_id, hotel.assistantId);
    assert.deepEqual(Object.keys(event), Object.keys(EXAMPLE_EVENTS[event.type]));
    assert.deepEqual(Object.keys(event.data), Object.keys(EXAMPLE_EVENTS[event.type].data));
  }
  assert.ok(intent.committed_at < form.committed_at && form.committed_at < end.committed_at);

  const common = {
    widget_id: hotel.widgetId,
    assistant_id: hotel.assistantId,
    conversation_id: conversationId,
    device_type: 'mobile',
  };
  const { confidence, ...intentData } = intent.data;
  assert.ok(confidence > 0.9);
  assert.deepEqual(intentData, {
    ...common,
    intent_id: hotel.intentId,
    intent_name: 'SALES',
    chat_count: 4,
    message: "i'd like to talk to sales",
  });
  const contactId = form.data.contact_id;
  assert.ok(contactId);
  assert.deepEqual(form.data, {
    ...common,
    form_id: hotel.formId,
    form_name: 'Algoscale Leads',
    field_values: LEAD,
    captured_form_id: submitted.body.captured_form_id,
    attributes: { page: '/hire', visits: 3 },
    contact_id: contactId,
  });
  assert.deepEqual(Object.keys(form.data.field_values), ['name', 'email', 'query']);
  assert.equal(form.source.form_id, hotel.formId);
  const { transcript, started_at, ended_at, duration_seconds, ...endData } = end.data;
  assert.deepEqual(endData, {
    ...common,
    chat_count: 4,
    contact_id: contactId,
    first_message: 'the weather is lovely',
    closed_reason: 'visitor',
    transcript_truncated: false,
    attributes: { page: '/hire', visits: 3 },
  });
  assert.deepEqual(
    transcript.map((message) => message.role),
    ['assistant', 'visitor', 'assistant', 'visitor', 'assistant'],
  );
  assert.ok(started_at < ended_at && duration_seconds >= 0);
  assert.equal(closed.body.ended_at, `${ended_at.slice(0, 23)}Z`);
});

test('the business reads what happened', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await visitor.say('Can I get a quote?');
  const { body: submitted } = await visitor.submit(hotel.formId, {
    ...LEAD,
    email: 'reads@example.com',
    guests: 2,
  });
  const id = visitor.conversationId;

  const captured = await api.get(`/v1/captured-forms/${submitted.captured_form_id}`);
  assert.equal(captured.status, 200);
  assert.deepEqual(captured.body.field_values, { ...LEAD, email: 'reads@example.com', guests: 2 });
  const contact = await api.get(`/v1/contacts/${captured.body.contact_id}`);
  assert.equal(contact.body.email, 'reads@example.com');
  assert.equal(contact.body.name, 'Smith Stevens');
  const intents = await api.get(`/v1/captured-intents?conversation_id=${id}`);
  assert.deepEqual(
    intents.body.items.map((item: { intent_name: string }) => item.intent_name),
    ['SALES'],
  );
  const conversation = await api.get(`/v1/conversations/${id}`);
  assert.equal(conversation.body.status, 'open');
  assert.equal(conversation.body.contact_id, captured.body.contact_id);

  const first = await api.get(`/v1/conversations/${id}/messages?limit=2`);
  const rest = await api.get(`/v1/conversations/${id}/messages?limit=2&cursor=${first.body.next_cursor}`);
  const roles = [...first.body.items, ...rest.body.items].map((item: { role: string }) => item.role);
  assert.deepEqual(roles, ['assistant', 'visitor', 'assistant']);
  assert.equal(rest.body.next_cursor, null);

  const closed = await api.post(`/v1/conversations/${id}/close`);
  assert.deepEqual([closed.status, closed.body.closed_reason], [200, 'agent']);
  const open = await api.get(`/v1/conversations?status=open&widget_id=${hotel.widgetId}&limit=200`);
  assert.ok(!open.body.items.some((item: { id: string }) => item.id === id));
});

test('a visitor reads its messages again, page by page or after a number, and after the end too', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await visitor.say('one');
  await visitor.say('two');
  const path = `${visitor.path}/messages`;
  const all = (await visitor.get(path)).body;
  assert.deepEqual(
    all.items.map((item: { seq: number; role: string }) => [item.seq, item.role]),
    ['assistant', 'visitor', 'assistant', 'visitor', 'assistant'].map((role, index) => [index + 1, role]),
  );
  assert.equal(all.next_cursor, null);
  const first = (await visitor.get(`${path}?limit=3`)).body;
  const rest = (await visitor.get(`${path}?limit=3&cursor=${first.next_cursor}`)).body;
  assert.deepEqual([...first.items, ...rest.items], all.items);
  await visitor.close();
  assert.deepEqual((await visitor.get(`${path}?after_seq=4`)).body.items, all.items.slice(4));
  assert.deepEqual((await visitor.get(`${path}?after_seq=5`)).body, { items: [], next_cursor: null });
  const other = await conversations.visitor(hotel.widgetId);
  assert.equal((await other.get(path)).status, 404);
  assert.equal((await other.get(`${other.path}/messages?cursor=${first.next_cursor}`)).status, 400);
  for (const refused of ['x', '', '1e1', '0x10', '-1', '2001']) {
    assert.equal((await visitor.get(`${path}?after_seq=${refused}`)).status, 422, refused);
  }
});

test('an intent that was answered 201 is used from the next message on', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const intent = await api.create('/v1/intents', {
    name: 'PARKING',
    utterances: ['Where can I park my car?'],
  });
  await api.call('PATCH', `/v1/assistants/${hotel.assistantId}`, { intent_ids: [hotel.intentId, intent.id] });
  const { body } = await visitor.say('where can i park my car');
  assert.equal(body.messages[1].role, 'assistant');
  const [event] = await conversations.events(visitor.conversationId);
  assert.ok(event?.type === 'captured_intent.created' && event.data.confidence === 1);
  assert.equal(event.data.intent_id, intent.id);
});

test('events travel to the stream with their own bytes, and are settled when delivery says so', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await visitor.post(`${visitor.path}/close`, undefined, { traceparent });
  const [event] = await conversations.events(visitor.conversationId);
  assert.ok(event);
  await until(
    'the event to be published',
    async () => (await conversations.states(visitor.conversationId))[0] === 'published',
  );
  await ensureConsumer(await jetstreamManager(conversations.connection), EVENTS_STREAM);
  const consumer = await jetstream(conversations.connection).consumers.get(
    EVENTS_STREAM.stream,
    EVENTS_STREAM.consumer,
  );
  const message = await until('the event on the stream', async () => {
    const next = await consumer.next({ expires: 1_000 });
    await next?.ackAck();
    return next?.json<{ id: string }>().id === event.id ? next : undefined;
  });
  assert.equal(message.subject, 'events.conversation.closed.v1');
  assert.deepEqual(message.json(), event);
  assert.equal(message.headers?.get('traceparent'), traceparent);

  conversations.connection.publish(settlementSubject('conversations'), JSON.stringify({ ids: ['nonsense'] }));
  conversations.connection.publish(settlementSubject('conversations'), JSON.stringify({ ids: [event.id] }));
  await until(
    'the row to be settled',
    async () => (await conversations.states(visitor.conversationId))[0] === 'settled',
  );
});

test('other services learn whether an assistant or a form belongs to a workspace', async () => {
  const client = new ServiceClient({ url: conversations.addresses.natsUrl, name: 'test asks' });
  const ask = async (workspace: string, kind: 'assistant' | 'form', id: string): Promise<boolean> =>
    (await client.ask(checkSource, { workspace_id: workspace, kind, id })).exists;
  try {
    assert.equal(await ask(workspaceId, 'assistant', hotel.assistantId), true);
    assert.equal(await ask(workspaceId, 'form', hotel.formId), true);
    assert.equal(await ask(workspaceId, 'form', hotel.assistantId), false);
    assert.equal(await ask(newId(), 'assistant', hotel.assistantId), false);
  } finally {
    await client.close();
  }
});

test('the document names every route, with its answers and problems', async () => {
  const { body } = await conversations.stranger().get('/docs-json');
  assert.equal(body.openapi, '3.1.0');
  const routes = Object.entries<Record<string, { responses: object; summary?: string }>>(body.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({ name: `${method} ${path}`, ...route })),
  );
  assert.equal(routes.length, 40);
  for (const { name, responses, summary } of routes) {
    assert.ok(summary, name);
    const statuses = Object.keys(responses);
    assert.ok(
      statuses.some((status) => status.startsWith('2')),
      name,
    );
    assert.ok(
      statuses.some((status) => status.startsWith('4')),
      name,
    );
  }
});
