import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Conversations, setUpHotel } from './running-conversations.testing.js';
import type { Answer, Client } from './api-client.testing.js';

let conversations: Conversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
  hotel = await setUpHotel(api);
});
after(() => conversations.stop());

const FIELD = { name: 'email', label: 'E-mail', type: 'email' };

/** What each kind is made from, and one change to it. */
const KINDS: Record<string, { what: string; body: () => object; change: object }> = {
  '/v1/assistants': { what: 'assistant', body: () => ({ name: 'Desk' }), change: { name: 'Front desk' } },
  '/v1/widgets': {
    what: 'widget',
    body: () => ({ assistant_id: hotel.assistantId, channel: 'chat' }),
    change: { allowed_origins: ['https://shop.example/'] },
  },
  '/v1/forms': {
    what: 'form',
    body: () => ({ name: 'Leads', fields: [FIELD] }),
    change: { name: 'New leads', fields: [FIELD, { name: 'phone', label: 'Phone', type: 'phone' }] },
  },
  '/v1/intents': {
    what: 'intent',
    body: () => ({ name: 'SALES', utterances: ['talk to sales'] }),
    change: { utterances: ['sales please'] },
  },
};

const validationErrors = ({ status, body }: Answer): unknown[] => [
  status,
  body.code,
  ...(body.errors ?? []).map((error: { field: string }) => error.field),
];

for (const [path, { what, body, change }] of Object.entries(KINDS)) {
  describe(path, () => {
    test('is created, read, listed, changed and removed', async () => {
      const created = await api.post(path, body());
      assert.equal(created.status, 201);
      assert.equal(created.headers.get('etag'), '"1"');
      const { id } = created.body;
      const read = await api.get(`${path}/${id}`);
      assert.deepEqual([read.status, read.body], [200, created.body]);
      const { items } = (await api.get(`${path}?limit=1`)).body;
      assert.deepEqual(items, [created.body]);

      const changed = await api.call('PATCH', `${path}/${id}`, change, { 'if-match': '"1"' });
      assert.deepEqual([changed.status, changed.headers.get('etag')], [200, '"2"']);
      assert.notDeepEqual(changed.body, created.body);
      assert.deepEqual((await api.get(`${path}/${id}`)).body, changed.body);
      const nothing = await api.call('PATCH', `${path}/${id}`, {});
      assert.deepEqual([nothing.status, nothing.body], [200, changed.body]);
      assert.equal((await api.call('PATCH', `${path}/${id}`, change)).headers.get('etag'), '"2"');

      for (const method of ['PATCH', 'DELETE']) {
        const refused = await api.call(method, `${path}/${id}`, method === 'PATCH' ? change : undefined, {
          'if-match': '"1"',
        });
        assert.deepEqual(validationErrors(refused), [412, 'precondition_failed']);
      }
      const removed = await api.call('DELETE', `${path}/${id}`, undefined, { 'if-match': '"2"' });
      assert.deepEqual([removed.status, removed.body], [204, undefined]);
      assert.deepEqual(validationErrors(await api.get(`${path}/${id}`)), [404, `${what}_not_found`]);
      assert.deepEqual(validationErrors(await api.call('DELETE', `${path}/${id}`)), [
        404,
        `${what}_not_found`,
      ]);
    });

    test('of another workspace is not there', async () => {
      const { id } = await api.create(path, body());
      const foreign = conversations.client();
      assert.deepEqual(validationErrors(await foreign.get(`${path}/${id}`)), [404, `${what}_not_found`]);
      assert.deepEqual(validationErrors(await foreign.call('PATCH', `${path}/${id}`, change)), [
        404,
        `${what}_not_found`,
      ]);
      assert.deepEqual(validationErrors(await foreign.call('DELETE', `${path}/${id}`)), [
        404,
        `${what}_not_found`,
      ]);
      assert.deepEqual((await foreign.get(path)).body, { items: [], next_cursor: null });
      assert.equal((await api.get(`${path}/${id}`)).status, 200);
    });

    test('refuses what it does not know, and what is not JSON', async () => {
      assert.deepEqual(validationErrors(await api.post(path, { ...body(), trigger: {} })), [
        400,
        'unknown_field',
        'trigger',
      ]);
      assert.deepEqual(validationErrors(await api.post(path, '{')), [400, 'malformed_body']);
      assert.equal((await api.post(path)).status, 422);
      assert.deepEqual(validationErrors(await api.get(`${path}?cursor=x`)), [
        400,
        'invalid_cursor',
        'cursor',
      ]);
      assert.deepEqual(validationErrors(await api.get(`${path}?limit=0`)), [422, 'invalid_request', 'limit']);
      assert.deepEqual(validationErrors(await api.get(`${path}/x`)), [404, `${what}_not_found`]);
    });

    test('needs a key with the scope', async () => {
      assert.equal((await conversations.stranger().get(path)).status, 401);
      const reader = conversations.client(newId(), ['assistants:read', 'conversations:write']);
      assert.equal((await reader.get(path)).status, 200);
      assert.deepEqual(validationErrors(await reader.post(path, body())), [403, 'scope_missing']);
    });

    test('is created once for one Idempotency-Key', async () => {
      const workspaceId = newId();
      const same = conversations.client(workspaceId);
      const made = { ...body(), ...(what === 'widget' ? { assistant_id: await ownAssistant(same) } : {}) };
      const headers = { 'idempotency-key': 'create-1' };
      const [first, second] = [await same.post(path, made, headers), await same.post(path, made, headers)];
      assert.deepEqual([second.status, second.body], [201, first.body]);
      assert.equal(second.headers.get('etag'), '"1"');
      assert.equal((await same.get(path)).body.items.length, 1);
    });
  });
}

async function ownAssistant(client: Client): Promise<string> {
  return (await client.create('/v1/assistants', { name: 'Desk' })).id;
}

test('a phone widget is not available yet, neither new nor by a change', async () => {
  const phone = { channel: 'phone', phone_number: '+15005550006' };
  const refused = [422, 'not_available_yet', 'channel'];
  const created = await api.post('/v1/widgets', { assistant_id: hotel.assistantId, ...phone });
  assert.deepEqual(validationErrors(created), refused);
  const changed = await api.call('PATCH', `/v1/widgets/${hotel.widgetId}`, phone);
  assert.deepEqual(validationErrors(changed), refused);
  assert.equal((await api.get(`/v1/widgets/${hotel.widgetId}`)).body.channel, 'chat');
});

describe('an answer names each field with a wrong value', () => {
  const cases: [string, () => object, string[]][] = [
    ['/v1/assistants', () => ({ name: '' }), ['name']],
    ['/v1/assistants', () => ({ name: 7, greeting: 'x'.repeat(4_001) }), ['name', 'greeting']],
    ['/v1/assistants', () => ({ name: 'a', idle_close_minutes: 1_441 }), ['idle_close_minutes']],
    ['/v1/assistants', () => ({ name: 'a', form_ids: [newId()] }), ['form_ids']],
    ['/v1/assistants', () => ({ name: 'a', intent_ids: [hotel.formId] }), ['intent_ids']],
    [
      '/v1/assistants',
      () => ({ name: 'a', form_ids: [hotel.formId, hotel.formId.toUpperCase()] }),
      ['form_ids'],
    ],
    ['/v1/widgets', () => ({ channel: 'chat' }), ['assistant_id']],
    ['/v1/widgets', () => ({ assistant_id: newId(), channel: 'chat' }), ['assistant_id']],
    ['/v1/widgets', () => ({ assistant_id: hotel.assistantId, channel: 'fax' }), ['channel']],
    [
      '/v1/widgets',
      () => ({
        assistant_id: hotel.assistantId,
        channel: 'chat',
        allowed_origins: ['https://a.example', 'a.example/x'],
      }),
      ['allowed_origins[1]'],
    ],
    [
      '/v1/widgets',
      () => ({
        assistant_id: hotel.assistantId,
        channel: 'chat',
        allowed_origins: ['https://a.example', 'HTTPS://A.example:443/'],
      }),
      ['allowed_origins'],
    ],
    [
      '/v1/widgets',
      () => ({ assistant_id: hotel.assistantId, channel: 'chat', allowed_origins: ['https://*.ok.com'] }),
      ['allowed_origins[0]'],
    ],
    [
      '/v1/widgets',
      () => ({ assistant_id: hotel.assistantId, channel: 'chat', phone_number: '+15005550006' }),
      ['phone_number'],
    ],
    [
      '/v1/widgets',
      () => ({ assistant_id: hotel.assistantId, channel: 'phone', phone_number: '0500' }),
      ['phone_number'],
    ],
    [
      '/v1/widgets',
      () => ({
        assistant_id: hotel.assistantId,
        channel: 'chat',
        color: 'red',
        position: 'top',
        launcher_text: 'x'.repeat(41),
        locale: 'x'.repeat(36),
      }),
      ['color', 'position', 'launcher_text', 'locale'],
    ],
    [
      '/v1/widgets',
      () => ({ assistant_id: hotel.assistantId, channel: 'chat', locale: 'en_US' }),
      ['locale'],
    ],
    ['/v1/forms', () => ({ name: 'a', fields: [] }), ['fields']],
    ['/v1/forms', () => ({ name: 'a', fields: ['email'] }), ['fields[0]']],
    ['/v1/forms', () => ({ name: 'a', fields: [{ ...FIELD, name: 'E-mail' }] }), ['fields[0].name']],
    ['/v1/forms', () => ({ name: 'a', fields: [FIELD, { ...FIELD, type: 'color' }] }), ['fields[1].type']],
    ['/v1/forms', () => ({ name: 'a', fields: [FIELD, FIELD] }), ['fields[1].name']],
    ['/v1/forms', () => ({ name: 'a', fields: [{ ...FIELD, type: 'select' }] }), ['fields[0].options']],
    ['/v1/intents', () => ({ name: 'a', utterances: [] }), ['utterances']],
    ['/v1/intents', () => ({ name: 'a', utterances: ['x'.repeat(501)] }), ['utterances[0]']],
    ['/v1/intents', () => ({ name: 'a', utterances: ['a', ' '] }), ['utterances[1]']],
    ['/v1/intents', () => ({ name: 'a', utterances: ['a'], form_id: newId() }), ['form_id']],
  ];
  for (const [path, body, fields] of cases) {
    test(`${path}: ${fields.join(', ')}`, async () => {
      assert.deepEqual(validationErrors(await api.post(path, body())), [422, 'invalid_request', ...fields]);
    });
  }

  test('a reference into another workspace is an unknown one', async () => {
    const foreign = await setUpHotel(conversations.client());
    const answers = [
      await api.post('/v1/assistants', { name: 'a', form_ids: [foreign.formId] }),
      await api.post('/v1/widgets', { assistant_id: foreign.assistantId, channel: 'chat' }),
      await api.post('/v1/intents', { name: 'a', utterances: ['a'], form_id: foreign.formId }),
      await api.call('PATCH', `/v1/assistants/${hotel.assistantId}`, { intent_ids: [foreign.intentId] }),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [422, 422, 422, 422],
    );
  });
});

test('null clears what may be empty, and nothing else', async () => {
  const { id } = await api.create('/v1/assistants', { name: 'a', greeting: 'Hello' });
  const cleared = await api.call('PATCH', `/v1/assistants/${id}`, { greeting: null });
  assert.equal(cleared.body.greeting, null);
  assert.deepEqual(validationErrors(await api.call('PATCH', `/v1/assistants/${id}`, { name: null })), [
    422,
    'invalid_request',
    'name',
  ]);
});

test('a form that is removed leaves the assistants and intents that name it', async () => {
  const own = conversations.client();
  const { formId, intentId, assistantId, widgetId } = await setUpHotel(own);
  const visitor = await conversations.visitor(widgetId);
  assert.equal((await own.call('DELETE', `/v1/forms/${formId}`)).status, 204);
  const assistant = await own.get(`/v1/assistants/${assistantId}`);
  assert.deepEqual([assistant.body.form_ids, assistant.headers.get('etag')], [[], '"2"']);
  assert.equal((await own.get(`/v1/intents/${intentId}`)).body.form_id, null);
  const turn = await visitor.say('Can I get a quote?');
  assert.deepEqual([turn.status, turn.body.form], [201, undefined]);
  assert.equal((await own.call('DELETE', `/v1/intents/${intentId}`)).status, 204);
  assert.deepEqual((await own.get(`/v1/assistants/${assistantId}`)).body.intent_ids, []);
});

test('an assistant that is removed takes its widgets along; its open conversations can still end', async () => {
  const own = conversations.client();
  const { assistantId, widgetId } = await setUpHotel(own);
  const visitor = await conversations.visitor(widgetId);
  assert.equal((await own.call('DELETE', `/v1/assistants/${assistantId}`)).status, 204);
  assert.equal((await own.get(`/v1/widgets/${widgetId}`)).status, 404);
  assert.equal(
    (await conversations.stranger().post('/v1/chat/conversations', { widget_id: widgetId })).status,
    404,
  );
  assert.equal((await visitor.say('anybody there?')).status, 201);
  assert.equal((await visitor.close()).status, 200);
  assert.deepEqual(
    (await conversations.events(visitor.conversationId)).map((event) => event.type),
    ['conversation.closed'],
  );
});

test('a list goes on where it stopped, and each entry comes once', async () => {
  const own = conversations.client();
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) made.push(await ownAssistant(own));
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await own.get(
      `/v1/assistants?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    seen.push(...body.items.map((item: { id: string }) => item.id));
    cursor = body.next_cursor;
  }
  assert.deepEqual(seen, made.reverse());
});

test('what happened in another workspace is not there', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await visitor.say('Can I get a quote?');
  const { body } = await visitor.submit(hotel.formId, { name: 'Smith', email: 'smith@gmail.com' });
  const captured = await api.get(`/v1/captured-forms/${body.captured_form_id}`);
  const intents = await api.get(`/v1/captured-intents?conversation_id=${visitor.conversationId}`);
  const foreign = conversations.client();
  for (const path of [
    `/v1/conversations/${visitor.conversationId}`,
    `/v1/conversations/${visitor.conversationId}/messages`,
    `/v1/captured-forms/${body.captured_form_id}`,
    `/v1/captured-intents/${intents.body.items[0].id}`,
    `/v1/contacts/${captured.body.contact_id}`,
  ]) {
    assert.equal((await api.get(path)).status, 200, path);
    assert.equal((await foreign.get(path)).status, 404, path);
  }
  const close = `/v1/conversations/${visitor.conversationId}/close`;
  assert.deepEqual(validationErrors(await foreign.post(close)), [404, 'conversation_not_found']);
  for (const list of ['contacts', 'conversations', 'captured-forms', 'captured-intents']) {
    assert.deepEqual((await foreign.get(`/v1/${list}`)).body, { items: [], next_cursor: null });
    assert.ok((await api.get(`/v1/${list}`)).body.items.length > 0);
  }
});
