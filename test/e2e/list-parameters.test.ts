import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { type Api, type ApiAnswer, textIn } from '../stack/api.js';
import { type GuideSetup, setUpGuide, startVisit, visitAsInTheGuide } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';

let stack: SharedStack;
let endpoint: TestEndpoint;
let owner: Api;
let stranger: Api;
let setup: GuideSetup;
let otherWebhookId: string;

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
  ({ api: owner } = await stack.workspace('owner'));
  ({ api: stranger } = await stack.workspace('stranger'));
  setup = await setUpGuide(owner, `${endpoint.url}/one`);
  const other = await owner.post('/v1/webhooks', { name: 'Other', endpoint: `${endpoint.url}/other` });
  otherWebhookId = textIn(other, 'id');
  const { assistantId } = setup;
  await owner.post('/v1/assignments', { webhook_id: otherWebhookId, assistant_id: assistantId });
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

/** Status and code of an error answer, and the fields of its validation errors. */
function refusal({ status, body }: ApiAnswer): [number, unknown, ...unknown[]] {
  const errors: unknown = body['errors'];
  const fields = Array.isArray(errors)
    ? errors.map((error: unknown) =>
        typeof error === 'object' && error !== null ? Reflect.get(error, 'field') : null,
      )
    : [];
  return [status, body['code'], ...fields];
}

const REFUSED = [400, 'invalid_cursor', 'cursor'];

/** The cursor that points after the first item of a list. */
async function cursorOf(path: string): Promise<string> {
  const page = await owner.get(`${path}${path.includes('?') ? '&' : '?'}limit=1`);
  return textIn(page, 'next_cursor');
}

/** The answer of a list to a cursor. */
async function withCursor(path: string, cursor: string, api = owner): Promise<ApiAnswer> {
  return api.get(`${path}${path.includes('?') ? '&' : '?'}limit=1&cursor=${cursor}`);
}

test('a cursor of another list or of another workspace is refused', async () => {
  const [webhooks, assignments] = [await cursorOf('/v1/webhooks'), await cursorOf('/v1/assignments')];
  assert.equal((await withCursor('/v1/webhooks', webhooks)).status, 200);
  assert.equal((await withCursor('/v1/assignments', assignments)).status, 200);
  assert.deepEqual(refusal(await withCursor('/v1/assignments', webhooks)), REFUSED);
  assert.deepEqual(refusal(await withCursor('/v1/webhooks', assignments)), REFUSED);
  assert.deepEqual(refusal(await withCursor('/v1/webhooks', webhooks, stranger)), REFUSED);
});

test('a cursor of another filter is refused', async () => {
  await visitAsInTheGuide(owner, setup);
  const mine = `/v1/deliveries?webhook_id=${setup.webhookId}`;
  const cursor = await until('two deliveries', async () => {
    const { body } = await owner.get(`${mine}&limit=1`);
    return typeof body['next_cursor'] === 'string' ? body['next_cursor'] : undefined;
  });
  assert.equal((await withCursor(mine, cursor)).status, 200);
  for (const path of [
    `/v1/deliveries?webhook_id=${otherWebhookId}`,
    `${mine}&status=delivered`,
    '/v1/deliveries',
  ]) {
    assert.deepEqual(refusal(await withCursor(path, cursor)), REFUSED, path);
  }
});

test("a cursor of another conversation's messages, or another workspace's, is refused", async () => {
  const visits = await Promise.all([startVisit(owner, setup.widgetId), startVisit(owner, setup.widgetId)]);
  for (const { visitor, path } of visits) await visitor.post(`${path}/messages`, { text: 'hello' });
  const [one, two] = visits.map(({ conversationId }) => `/v1/conversations/${conversationId}/messages`);
  assert.ok(one !== undefined && two !== undefined);
  const cursor = await cursorOf(one);
  assert.equal((await withCursor(one, cursor)).status, 200);
  assert.deepEqual(refusal(await withCursor(two, cursor)), REFUSED);
  assert.deepEqual(refusal(await withCursor(one, cursor, stranger)), REFUSED);
  assert.deepEqual(refusal(await withCursor('/v1/conversations', cursor)), REFUSED);
  assert.deepEqual(refusal(await withCursor(one, await cursorOf('/v1/conversations'))), REFUSED);
});

test('the document, the answers and the cap of `limit` agree', async () => {
  const { body } = await owner.get('/docs/delivery-json');
  const route = readPath(body, 'paths', '/v1/deliveries', 'get');
  const parameters = readPath(route, 'parameters');
  assert.ok(Array.isArray(parameters));
  const limit: unknown = parameters.find((parameter) => readPath(parameter, 'name') === 'limit');
  assert.equal(readPath(limit, 'schema', 'minimum'), 1);
  assert.equal(readPath(limit, 'schema', 'maximum'), undefined);
  const examples = readPath(route, 'responses', '422', 'content', 'application/problem+json', 'examples');
  const { body: refused } = await owner.get('/v1/deliveries?limit=0');
  for (const answer of [refused, readPath(examples, 'invalid_request', 'value')]) {
    assert.equal(readPath(answer, 'detail'), 'These parameters have a wrong value: limit.');
    assert.deepEqual(readPath(answer, 'errors'), [
      { field: 'limit', message: 'must be a whole number of at least 1' },
    ]);
  }
  assert.equal((await owner.get('/v1/deliveries?limit=100000')).status, 200);
  const { body: unknown } = await owner.get('/v1/deliveries?nmae=1');
  assert.equal(unknown['detail'], 'This request has no parameter called nmae.');
});

/** A value inside of parsed JSON; undefined where there is none. */
function readPath(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

const IMPOSSIBLE = [
  '2026-02-30T00:00:00Z',
  '2026-02-28T24:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-13-01',
  'today',
];

test('a time that does not exist is refused and names its field', async () => {
  for (const time of IMPOSSIBLE) {
    for (const field of ['since', 'until']) {
      const answer = await owner.get(`/v1/deliveries?${field}=${time}`);
      assert.deepEqual(refusal(answer), [422, 'invalid_request', field], `${field}=${time}`);
    }
  }
  const both = await owner.get(`/v1/deliveries?since=2026-02-30T00:00:00Z&until=2026-02-30T00:00:00Z`);
  assert.deepEqual(refusal(both), [422, 'invalid_request', 'since', 'until']);
  for (const time of [
    '2026-02-28T23:59:59.999Z',
    '0000-01-01T00:00:00%2B23:59',
    '9999-12-31T23:59:59-23:59',
  ]) {
    assert.equal((await owner.get(`/v1/deliveries?since=${time}`)).status, 200, time);
  }
});

test('a day that does not exist is refused in a form', async () => {
  const form = await owner.post('/v1/forms', {
    name: 'Stay',
    fields: [{ name: 'arrival', label: 'Arrival', type: 'date', required: true }],
  });
  const formId = textIn(form, 'id');
  await owner.patch(`/v1/assistants/${setup.assistantId}`, { form_ids: [setup.formId, formId] });
  const { visitor, path } = await startVisit(owner, setup.widgetId);
  const submit = (arrival: string): Promise<ApiAnswer> =>
    visitor.post(`${path}/forms/${formId}`, { field_values: { arrival } });
  for (const day of ['2026-02-30', '2026-13-01', '2026-02-28T24:00:00Z', '2026-02-30T00:00:00Z']) {
    assert.deepEqual(refusal(await submit(day)), [422, 'invalid_request', 'field_values.arrival'], day);
  }
  assert.equal((await submit('2028-02-29')).status, 201);
});
