import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Conversations, setUpHotel } from '../running-conversations.testing.js';
import type { Answer, Client, VisitorClient } from '../api-client.testing.js';

const SHOP = 'https://shop.example';
const LEAD = { name: 'Smith', email: 'smith@gmail.com' };
const REFUSED = [
  'https://evil.example',
  'http://shop.example',
  'https://shop.example:8443',
  'https://shop.example.evil.example',
  'null',
];
let conversations: Conversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;
let widgetId: string;
let visitor: VisitorClient;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
  hotel = await setUpHotel(api);
  const widget = await api.create('/v1/widgets', {
    assistant_id: hotel.assistantId,
    channel: 'chat',
    allowed_origins: [SHOP],
  });
  widgetId = widget.id;
  visitor = await conversations.visitor(widgetId);
});
after(() => conversations.stop());

/** Every request of the chat API, sent from a page of `origin`; `undefined` sends no `Origin`. */
function requests(origin: string | undefined): Record<string, () => Promise<Answer>> {
  const headers: Record<string, string> = origin === undefined ? {} : { origin };
  const { path } = visitor;
  const start = { widget_id: widgetId };
  return {
    widget: () => conversations.stranger().call('GET', `/v1/chat/widgets/${widgetId}`, undefined, headers),
    start: () => conversations.stranger().post('/v1/chat/conversations', start, headers),
    message: () => visitor.post(`${path}/messages`, { text: 'hi' }, headers),
    read: () => visitor.call('GET', `${path}/messages`, undefined, headers),
    form: () => visitor.post(`${path}/forms/${hotel.formId}`, { field_values: LEAD }, headers),
    close: () => visitor.post(`${path}/close`, undefined, headers),
    // Ends at once, because the conversation is closed.
    stream: () => visitor.call('GET', `${path}/stream`, undefined, headers),
  };
}

const cors = ({ headers }: Answer): (string | null)[] => [
  headers.get('access-control-allow-origin'),
  headers.get('access-control-expose-headers'),
  headers.get('access-control-allow-credentials'),
  headers.get('vary'),
];

test('a page of another origin is refused on every route, without CORS headers', async () => {
  for (const origin of REFUSED) {
    for (const [name, send] of Object.entries(requests(origin))) {
      const answer = await send();
      assert.deepEqual([answer.status, answer.body.code], [403, 'origin_not_allowed'], `${name} ${origin}`);
      assert.deepEqual(cors(answer), [null, null, null, 'origin'], `${name} ${origin}`);
    }
  }
  assert.deepEqual(await conversations.events(visitor.conversationId), []);
});

test('a page of an allowed origin, and a client without an origin, use every route', async () => {
  for (const origin of [SHOP, undefined]) {
    visitor = await conversations.visitor(widgetId);
    for (const [name, send] of Object.entries(requests(origin))) {
      const answer = await send();
      assert.ok(answer.status < 300, `${name}: ${answer.status}`);
      const allowed = origin === undefined ? [null, null] : [SHOP, 'x-request-id, retry-after'];
      assert.deepEqual(cors(answer), [...allowed, null, 'origin'], name);
    }
  }
});

test('a page of an allowed origin can read the errors', async () => {
  const from = { origin: SHOP };
  const { path } = await conversations.visitor(widgetId);
  const answers: [number, Answer][] = [
    [400, await visitor.post(`${visitor.path}/messages`, '{', from)],
    [401, await conversations.stranger().post(`${path}/messages`, { text: 'hi' }, from)],
    [404, await visitor.post(`${path}/messages`, { text: 'hi' }, from)],
    [404, await visitor.post(`${path}/nothing`, {}, from)],
    [409, await visitor.post(`${visitor.path}/messages`, { text: 'hi' }, from)],
    [413, await visitor.post(`${visitor.path}/messages`, { text: 'x'.repeat(300_000) }, from)],
    [415, await visitor.post(`${visitor.path}/messages`, 'hi', { ...from, 'content-type': 'text/plain' })],
    [422, await visitor.post(`${visitor.path}/messages`, {}, from)],
  ];
  for (const [status, answer] of answers) {
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get('access-control-allow-origin'), SHOP, String(status));
    assert.ok(answer.headers.get('x-request-id'), String(status));
  }
});

test('a preflight is answered for every origin and path, without credentials', async () => {
  for (const origin of [SHOP, 'https://evil.example', 'null']) {
    for (const path of ['/v1/chat/conversations', `${visitor.path}/messages`, `${visitor.path}/stream`]) {
      const answer = await conversations.stranger().call('OPTIONS', path, undefined, {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key,last-event-id',
      });
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.equal(answer.headers.get('access-control-allow-methods'), 'GET, POST');
      assert.equal(
        answer.headers.get('access-control-allow-headers'),
        'Authorization, Content-Type, Idempotency-Key, Last-Event-ID',
      );
      assert.ok(Number(answer.headers.get('access-control-max-age')) > 0);
      assert.equal(answer.headers.get('access-control-allow-credentials'), null);
    }
  }
});

test('other paths have no CORS headers, and cookies change nothing', async () => {
  const foreign = await api.call('GET', '/v1/assistants', undefined, { origin: SHOP });
  assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  const cookie = `visitor_token=${visitor.token}`;
  const answer = await conversations
    .stranger()
    .call('GET', `${visitor.path}/messages`, undefined, { cookie, origin: SHOP });
  assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [401, null]);
});

for (const deleted of ['widget', 'assistant'] as const) {
  test(`after the deletion of its ${deleted}, a running conversation keeps the rule that its widget had`, async () => {
    const assistant = await api.create('/v1/assistants', { name: 'Desk' });
    const settings = { assistant_id: assistant.id, channel: 'chat' };
    const bound = await api.create('/v1/widgets', { ...settings, allowed_origins: [SHOP] });
    const open = await api.create('/v1/widgets', settings);
    const [ofBound, ofOpen] = [await conversations.visitor(bound.id), await conversations.visitor(open.id)];
    if (deleted === 'assistant') await api.call('DELETE', `/v1/assistants/${assistant.id}`);
    else for (const { id } of [bound, open]) await api.call('DELETE', `/v1/widgets/${id}`);
    const sendFrom = async (from: VisitorClient, origin: string): Promise<number> =>
      (await from.post(`${from.path}/messages`, { text: 'hi' }, { origin })).status;
    assert.equal(await sendFrom(ofBound, 'https://evil.example'), 403);
    assert.equal(await sendFrom(ofBound, SHOP), 201);
    assert.equal(await sendFrom(ofOpen, 'https://evil.example'), 201);
    assert.equal((await api.get(`/v1/widgets/${bound.id}`)).status, 404);
  });
}
