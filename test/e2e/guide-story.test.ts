import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { Webhook } from 'standardwebhooks';
import { setUpGuide, visitAsInTheGuide } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';

let stack: SharedStack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

interface WebhookBody {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** Waits for `count` webhooks at a path and verifies their signatures. Returns the bodies by event. */
async function receivedAt(path: string, secret: string, count: number): Promise<Map<string, WebhookBody>> {
  const requests = await until(`${count} webhooks at ${path}`, () => {
    const found = endpoint.received.filter((request) => request.path === path);
    return found.length >= count ? found : null;
  });
  assert.equal(requests.length, count);
  const bodies = new Map<string, WebhookBody>();
  for (const request of requests) {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    new Webhook(secret).verify(request.body, headers);
    const body: WebhookBody = JSON.parse(request.body);
    assert.equal(body.id, request.id);
    bodies.set(String(request.headers['flowforge-event']), body);
  }
  return bodies;
}

async function fixture(version: string, event: string): Promise<WebhookBody> {
  const file = new URL(`../../../libs/contracts/fixtures/${version}/${event}.json`, import.meta.url);
  const body: WebhookBody = JSON.parse(await readFile(fileURLToPath(file), 'utf8'));
  return body;
}

/** The keys of an object, nested objects included, in their order; the types of the other values. */
function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shape(inner)]);
}

const EVENTS = ['captured_form.created', 'captured_intent.created', 'conversation.closed'];

describe('the requests of the guide', () => {
  test('by default: three webhooks, signed, with the bodies of 2026-05', async () => {
    const { api } = await stack.workspace('guide-2026');
    const setup = await setUpGuide(api, `${endpoint.url}/2026`);
    const { conversationId, capturedFormId } = await visitAsInTheGuide(api, setup);
    const bodies = await receivedAt('/2026', setup.secret, 3);

    assert.deepEqual([...bodies.keys()].sort(), EVENTS);
    const form = bodies.get('captured_form.created');
    assert.equal(form?.event, 'captured_form.created');
    assert.equal(form.data['captured_form_id'], capturedFormId);
    assert.deepEqual(form.data['field_values'], {
      name: 'Smith Stevens',
      email: 'smith@gmail.com',
      query: 'flask developer',
    });
    const intent = bodies.get('captured_intent.created');
    assert.equal(intent?.data['intent_name'], 'SALES');
    assert.equal(intent.data['chat_count'], 2);
    assert.equal(intent.data['device_type'], 'mobile');
    const closed = bodies.get('conversation.closed');
    assert.equal(closed?.data['conversation_id'], conversationId);
    assert.equal(closed.data['closed_reason'], 'visitor');
    assert.equal(closed.data['first_message'], 'I want to book a room');
    assert.equal(closed.data['contact_id'], null);
    for (const event of EVENTS)
      assert.deepEqual(Object.keys(bodies.get(event) ?? {}), ['id', 'data', 'event', 'object', 'created_at']);
  });

  test('with payload_version 2024-04: the bodies of the guide, except for ids and times', async () => {
    const { api } = await stack.workspace('guide-2024');
    const setup = await setUpGuide(api, `${endpoint.url}/2024`, { payload_version: '2024-04' });
    await visitAsInTheGuide(api, setup);
    const bodies = await receivedAt('/2024', setup.secret, 3);
    for (const event of EVENTS) {
      const expected = await fixture('2024-04', event);
      const got = bodies.get(event);
      assert.deepEqual(shape(got), shape(expected), event);
      assert.equal(got?.event, expected.event);
    }
    assert.deepEqual(
      bodies.get('captured_form.created')?.data['field_values'],
      (await fixture('2024-04', 'captured_form.created')).data['field_values'],
    );
    const closed = bodies.get('conversation.closed')?.data;
    assert.equal(closed?.['contact_id'], 'None');
    assert.equal(closed['first_message'], 'User: I want to book a room');
  });

  test('each delivery can be read with its attempts', async () => {
    const { api } = await stack.workspace('guide-deliveries');
    const setup = await setUpGuide(api, `${endpoint.url}/deliveries`);
    const { conversationId } = await visitAsInTheGuide(api, setup);
    const path = `/v1/deliveries?webhook_id=${setup.webhookId}&conversation_id=${conversationId}`;
    const items = await until('three deliveries', async () => {
      const { items: found } = (await api.get(`${path}&status=delivered`)).body;
      return Array.isArray(found) && found.length === 3 && found;
    });
    for (const { id, event, attempt_count } of items) {
      assert.equal(attempt_count, 1);
      const { body } = await api.get(`/v1/deliveries/${id}`);
      assert.equal(body['event'], event);
      assert.equal(body['attempt_count'], 1);
      const { attempts } = body;
      assert.ok(Array.isArray(attempts));
      assert.deepEqual(
        attempts.map(({ attempt, outcome, status_code }) => [attempt, outcome, status_code]),
        [[1, 'delivered', 200]],
      );
    }
  });

  test('the statistics count events, deliveries and attempts, of the workspace only', async () => {
    const { api } = await stack.workspace('guide-statistics');
    const { api: stranger } = await stack.workspace('guide-statistics-stranger');
    const setup = await setUpGuide(api, `${endpoint.url}/statistics`);
    await visitAsInTheGuide(api, setup);
    const sumOf = async (caller: typeof api, query: string, ...path: string[]): Promise<number> => {
      const { items } = (await caller.get(`/v1/statistics${query}`)).body;
      assert.ok(Array.isArray(items));
      const values = items.map((item) => path.reduce((inner, key) => Object(inner)[key], item));
      return values.reduce((sum, value) => sum + Number(value), 0);
    };
    await until('three deliveries in the statistics', async () => {
      return (await sumOf(api, '', 'deliveries', 'delivered')) === 3;
    });
    assert.equal(await sumOf(api, '', 'events'), 3);
    assert.equal(await sumOf(api, `?bucket=day&webhook_id=${setup.webhookId}`, 'attempts', 'delivered'), 3);
    assert.equal(await sumOf(stranger, `?webhook_id=${setup.webhookId}`, 'events'), 0);
    const wrong = await api.get('/v1/statistics?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z');
    assert.equal(wrong.status, 422);
  });

  test('a resend has no fields: others and a body that is no JSON are refused, an empty body is fine', async () => {
    const { api } = await stack.workspace('guide-resend');
    const setup = await setUpGuide(api, `${endpoint.url}/resend`);
    await visitAsInTheGuide(api, setup);
    const found = await until('a delivery', async () => {
      const { items } = (await api.get('/v1/deliveries?status=delivered')).body;
      return Array.isArray(items) && items.length === 3 && items;
    });
    const path = `/v1/deliveries/${found[0].id}/resend`;
    const unknown = await api.post(path, { force: true });
    assert.deepEqual([unknown.status, unknown.body['code']], [400, 'unknown_field']);
    const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' };
    const unreadable = await fetch(`${api.url}${path}`, { method: 'POST', headers, body: '{' });
    assert.equal(unreadable.status, 400);
    assert.match(await unreadable.text(), /"malformed_body"/);
    const { body } = await api.get(`/v1/deliveries/${found[0].id}`);
    assert.deepEqual([body['status'], body['attempt_count']], ['delivered', 1]);
    assert.equal((await api.post(path, {})).status, 202);
    // Another delivery, because an attempt of the first one may run now.
    assert.equal((await api.post(`/v1/deliveries/${found[1].id}/resend`)).status, 202);
  });

  test('after an unassignment later events are not delivered, and earlier ones are', async () => {
    const { api } = await stack.workspace('guide-unassign');
    const setup = await setUpGuide(api, `${endpoint.url}/unassign`);
    await visitAsInTheGuide(api, setup);
    const list = await api.get(`/v1/assignments?webhook_id=${setup.webhookId}`);
    const items = list.body['items'];
    assert.ok(Array.isArray(items));
    for (const { id } of items) assert.equal((await api.delete(`/v1/assignments/${id}`)).status, 204);
    await visitAsInTheGuide(api, setup);
    const bodies = await receivedAt('/unassign', setup.secret, 3);
    assert.equal(bodies.size, 3);
  });
});
