import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { Conversations } from '../running-conversations.testing.js';
import type { Answer, Client } from '../api-client.testing.js';

let conversations: Conversations;
let api: Client;
let assistantId: string;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
  const assistant = await api.create('/v1/assistants', { name: 'Front desk', greeting: 'Hello!' });
  assistantId = assistant.id;
});
after(() => conversations.stop());

async function newWidget(settings: object = {}): Promise<string> {
  return (await api.create('/v1/widgets', { assistant_id: assistantId, channel: 'chat', ...settings })).id;
}

const read = (id: string, headers: Record<string, string> = {}): Promise<Answer> =>
  conversations.stranger().call('GET', `/v1/chat/widgets/${id}`, undefined, headers);

test('a new widget has a look, and anybody can read what a page needs to draw it', async () => {
  const id = await newWidget();
  const { status, headers, body } = await read(id);
  assert.equal(status, 200);
  assert.deepEqual(body, {
    id,
    assistant: { name: 'Front desk' },
    greeting: 'Hello!',
    color: '#2563eb',
    position: 'right',
    launcher_text: null,
    locale: null,
    allowed_origins: null,
  });
  assert.equal(headers.get('cache-control'), 'public, max-age=60');
  assert.equal(headers.get('vary'), 'origin');
});

test('its settings are stored in one spelling, and a change of them or of the assistant is answered', async () => {
  const look = { color: '#FF8800', position: 'left', launcher_text: 'Chat with us', locale: 'pt-br' };
  const stored = { ...look, color: '#ff8800', locale: 'pt-BR' };
  const id = await newWidget({ ...look, allowed_origins: ['https://shop.example'] });
  const first = await read(id);
  assert.deepEqual({ ...first.body, ...stored, allowed_origins: ['https://shop.example'] }, first.body);
  const { body } = await api.call('PATCH', `/v1/widgets/${id}`, { color: '#000000', launcher_text: null });
  assert.deepEqual({ ...body, ...stored, color: '#000000', launcher_text: null }, body);
  await api.call('PATCH', `/v1/assistants/${assistantId}`, { greeting: 'Good morning!' });
  const second = await read(id);
  assert.deepEqual([second.body.color, second.body.greeting], ['#000000', 'Good morning!']);
  assert.notEqual(second.headers.get('etag'), first.headers.get('etag'));
});

test('a page that knows the answer gets 304 without a body, and the CORS headers', async () => {
  const id = await newWidget();
  const tag = (await read(id)).headers.get('etag') ?? '';
  assert.match(tag, /^"[\w-]{22}"$/);
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const again = await read(id, { 'if-none-match': known, origin: 'https://shop.example' });
    assert.deepEqual([again.status, again.body, again.headers.get('etag')], [304, undefined, tag], known);
    assert.equal(again.headers.get('access-control-allow-origin'), 'https://shop.example');
  }
  assert.equal((await read(id, { 'if-none-match': '"other"' })).status, 200);
});

test('an unknown, a deleted and a phone widget are not there', async () => {
  const [deleted, phone] = [await newWidget(), await newWidget()];
  await api.call('DELETE', `/v1/widgets/${deleted}`);
  // The API creates none yet; an earlier release did.
  await conversations.rows(`UPDATE conversations.widgets SET channel = 'phone' WHERE id = $1`, [phone]);
  for (const id of [newId(), deleted, phone, 'x']) {
    const { status, body } = await read(id);
    assert.deepEqual([status, body.code], [404, 'widget_not_found'], id);
  }
});
