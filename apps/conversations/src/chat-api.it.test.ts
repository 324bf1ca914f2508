import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Conversations, setUpHotel } from './running-conversations.testing.js';
import type { Client, VisitorClient } from './api-client.testing.js';

const LEAD = { name: 'Smith', email: 'smith@gmail.com' };
let conversations: Conversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;
let visitor: VisitorClient;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
  hotel = await setUpHotel(api);
  visitor = await conversations.visitor(hotel.widgetId);
});
after(() => conversations.stop());

const START = '/v1/chat/conversations';
type Told = [status: number, code: string, fields?: string[]];

function told({
  status,
  body,
}: {
  status: number;
  body: { code: string; errors?: { field: string }[] };
}): Told {
  return [status, body.code, (body.errors ?? []).map((error) => error.field)];
}

describe('starting a conversation', () => {
  const cases: [string, () => unknown, Told][] = [
    ['without a widget', () => ({}), [422, 'invalid_request', ['widget_id']]],
    ['with no id of a widget', () => ({ widget_id: 'x' }), [422, 'invalid_request', ['widget_id']]],
    ['with an unknown widget', () => ({ widget_id: newId() }), [404, 'widget_not_found', []]],
    [
      'with an unknown field',
      () => ({ widget_id: hotel.widgetId, identity_token: 'x' }),
      [400, 'unknown_field', ['identity_token']],
    ],
    [
      'with an unknown device',
      () => ({ widget_id: hotel.widgetId, device_type: 'toaster' }),
      [422, 'invalid_request', ['device_type']],
    ],
    [
      'with attributes that nest',
      () => ({ widget_id: hotel.widgetId, attributes: { a: {} } }),
      [422, 'invalid_request', ['attributes.a']],
    ],
    [
      'with attributes that are a list',
      () => ({ widget_id: hotel.widgetId, attributes: [] }),
      [422, 'invalid_request', ['attributes']],
    ],
    ['with no JSON', () => '{"widget_id":', [400, 'malformed_body', []]],
    ['with no object', () => '[]', [400, 'malformed_body', []]],
    [
      'with JSON that nests without end',
      () => `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      [400, 'malformed_body', []],
    ],
    [
      'with a body that is too large',
      () => ({ widget_id: hotel.widgetId, x: 'x'.repeat(300_000) }),
      [413, 'body_too_large', []],
    ],
  ];
  for (const [name, body, expected] of cases) {
    test(`${name} is refused`, async () => {
      assert.deepEqual(told(await conversations.stranger().post(START, body())), expected);
    });
  }

  test('with a phone widget is refused', async () => {
    // The API creates none yet; an earlier release did.
    const phone = await api.create('/v1/widgets', { assistant_id: hotel.assistantId, channel: 'chat' });
    await conversations.rows(`UPDATE conversations.widgets SET channel = 'phone' WHERE id = $1`, [phone.id]);
    const answer = await conversations.stranger().post(START, { widget_id: phone.id });
    assert.deepEqual(told(answer), [422, 'invalid_request', ['widget_id']]);
  });

  test('from a page that the widget does not list is refused; without an origin it is not', async () => {
    const allowed_origins = ['https://shop.example'];
    const { id } = await api.create('/v1/widgets', {
      assistant_id: hotel.assistantId,
      channel: 'chat',
      allowed_origins,
    });
    const from = (origin?: string): ReturnType<Client['post']> =>
      conversations.stranger().post(START, { widget_id: id }, origin === undefined ? {} : { origin });
    assert.equal((await from()).status, 201);
    assert.equal((await from('https://shop.example')).status, 201);
    assert.deepEqual(told(await from('https://evil.example')), [403, 'origin_not_allowed', []]);
    assert.deepEqual(told(await from('null')), [403, 'origin_not_allowed', []]);
  });

  test('takes the device from the User-Agent where none is given', async () => {
    const agent = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148' };
    const { body } = await conversations.stranger().post(START, { widget_id: hotel.widgetId }, agent);
    assert.equal((await api.get(`/v1/conversations/${body.conversation_id}`)).body.device_type, 'mobile');
    const other = await conversations.visitor(hotel.widgetId);
    assert.equal((await api.get(`/v1/conversations/${other.conversationId}`)).body.device_type, 'desktop');
  });

  test('again with the same Idempotency-Key answers the same conversation, without its token', async () => {
    const start = (): ReturnType<Client['post']> =>
      conversations.stranger().post(START, { widget_id: hotel.widgetId }, { 'idempotency-key': 'start-1' });
    const first = await start();
    const second = await start();
    assert.match(first.body.visitor_token, /^ffv_[\w-]{43}$/);
    assert.deepEqual([second.status, second.body], [201, { ...first.body, visitor_token: null }]);
    const kept = await conversations.rows<{ answer: string }>(
      'SELECT answer FROM conversations.idempotency_keys',
    );
    assert.ok(!JSON.stringify(kept).includes(first.body.visitor_token));
  });
});

describe('a visitor’s routes', () => {
  const routes = ['/messages', '/forms/0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a', '/close'];

  test('need the token of this very conversation', async () => {
    const other = await conversations.visitor(hotel.widgetId);
    for (const route of routes) {
      assert.deepEqual(told(await conversations.stranger().post(visitor.path + route, {})), [
        401,
        'invalid_visitor_token',
        [],
      ]);
      assert.deepEqual(told(await api.post(visitor.path + route, {})), [401, 'invalid_visitor_token', []]);
      for (const path of [visitor.path, `${START}/${newId()}`, `${START}/nonsense`]) {
        const answer = await other.post(path + route, {});
        assert.deepEqual(told(answer), [404, 'conversation_not_found', []]);
        assert.equal(answer.body.detail, 'This visitor token is not for this conversation.');
      }
    }
    assert.equal((await visitor.get(`/v1/conversations/${visitor.conversationId}`)).status, 401);
  });

  const messages: [string, unknown, Told][] = [
    ['no text', {}, [422, 'invalid_request', ['text']]],
    ['a blank text', { text: ' \n' }, [422, 'invalid_request', ['text']]],
    ['a text that is too long', { text: 'x'.repeat(4_001) }, [422, 'invalid_request', ['text']]],
    ['a number', { text: 1 }, [422, 'invalid_request', ['text']]],
    ['a character that cannot be stored', { text: 'a\u0000' }, [422, 'invalid_request', ['text']]],
    ['an empty client_id', { text: 'hi', client_id: '' }, [422, 'invalid_request', ['client_id']]],
    ['an unknown field', { text: 'hi', role: 'agent' }, [400, 'unknown_field', ['role']]],
  ];
  for (const [name, body, expected] of messages) {
    test(`a message with ${name} is refused`, async () => {
      assert.deepEqual(told(await visitor.post(`${visitor.path}/messages`, body)), expected);
    });
  }

  const submissions: [string, unknown, Told][] = [
    ['no values', {}, [422, 'invalid_request', ['field_values']]],
    ['a list of values', { field_values: [] }, [422, 'invalid_request', ['field_values']]],
    [
      'wrong values',
      { field_values: { email: 'nowhere', guests: 'two' } },
      [422, 'invalid_request', ['field_values.name', 'field_values.email', 'field_values.guests']],
    ],
    [
      'an unknown value',
      { field_values: { ...LEAD, age: 4 } },
      [422, 'invalid_request', ['field_values.age']],
    ],
    [
      'a name that every object has',
      { field_values: { ...LEAD, constructor: 'x' } },
      [400, 'malformed_body', []],
    ],
    [
      'an unknown offer',
      { field_values: LEAD, form_instance_id: newId() },
      [422, 'invalid_request', ['form_instance_id']],
    ],
    ['an unknown field', { field_values: LEAD, form_id: 'x' }, [400, 'unknown_field', ['form_id']]],
  ];
  for (const [name, body, expected] of submissions) {
    test(`a submission with ${name} is refused`, async () => {
      assert.deepEqual(told(await visitor.post(`${visitor.path}/forms/${hotel.formId}`, body)), expected);
    });
  }

  test('a form that is not the assistant’s is not there', async () => {
    const fields = [{ name: 'a', label: 'A', type: 'text' }];
    const other = await api.create('/v1/forms', { name: 'Other', fields });
    const foreign = await setUpHotel(conversations.client());
    for (const id of [other.id, foreign.formId, newId(), 'x']) {
      assert.deepEqual(told(await visitor.submit(id, {})), [404, 'form_not_found', []]);
    }
  });

  test('a refused submission leaves nothing behind', async () => {
    const instances = (): Promise<object[]> =>
      conversations.rows('SELECT id FROM conversations.form_instances WHERE conversation_id = $1', [
        visitor.conversationId,
      ]);
    const before = await instances();
    await visitor.submit(hotel.formId, { name: 'Smith' });
    assert.equal((await instances()).length, before.length);
    assert.deepEqual(await conversations.events(visitor.conversationId), []);
  });

  test('closing takes no field, and an empty body is none', async () => {
    const leaving = await conversations.visitor(hotel.widgetId);
    const path = `${leaving.path}/close`;
    assert.deepEqual(told(await leaving.post(path, { reason: 'x' })), [400, 'unknown_field', ['reason']]);
    assert.equal((await leaving.post(path, '')).status, 200);
  });

  test('after the end nothing is taken any more', async () => {
    const leaving = await conversations.visitor(hotel.widgetId);
    await leaving.close();
    assert.deepEqual(told(await leaving.say('hello?')), [409, 'conversation_closed', []]);
    assert.deepEqual(told(await leaving.submit(hotel.formId, LEAD)), [409, 'conversation_closed', []]);
  });

  test('what a later release brings is not there yet', async () => {
    const voice = await conversations.stranger().post(`/v1/phone/twilio/${hotel.widgetId}/voice`, {});
    assert.deepEqual(told(voice), [404, 'route_not_found', []]);
  });
});
