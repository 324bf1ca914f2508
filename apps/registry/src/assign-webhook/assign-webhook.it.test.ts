import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { type AssignmentChanged } from '@flowforge/contracts/routing/assignment-changed';
import { Registry } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;
let webhook: string;
let assistant: string;
let form: string;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('assign-webhook');
});
after(() => registry.stop());
beforeEach(async () => {
  webhook = (await api.post('/v1/webhooks', { name: 'CRM', endpoint: 'https://crm.example.com/' })).body.id;
  assistant = registry.newSource(api.workspaceId, 'assistant');
  form = registry.newSource(api.workspaceId, 'form');
});

async function changes(): Promise<AssignmentChanged['assignment'][]> {
  const all = await registry.routingChanges(api.workspaceId);
  return all.flatMap((change) =>
    change.kind === 'assignment.changed' && change.assignment.webhook_id === webhook ? change.assignment : [],
  );
}

test('the default event types of an assignment to an assistant and to a form', async () => {
  const ofAssistant = await api.post('/v1/assignments', { webhook_id: webhook, assistant_id: assistant });
  assert.equal(ofAssistant.status, 201);
  const { id, created_at, ...rest } = ofAssistant.body;
  assert.deepEqual(rest, {
    webhook_id: webhook,
    assistant_id: assistant,
    form_id: null,
    event_types: ['captured_intent.created', 'conversation.closed'],
  });
  assert.match(created_at, /\.\d{3}Z$/);
  assert.deepEqual((await api.get(`/v1/assignments/${id}`)).body, ofAssistant.body);

  const ofForm = await api.post('/v1/assignments', { webhook_id: webhook, form_id: form });
  assert.equal(ofForm.status, 201);
  assert.deepEqual([ofForm.body.assistant_id, ofForm.body.form_id], [null, form]);
  assert.deepEqual(ofForm.body.event_types, ['captured_form.created']);

  const [first, second] = await changes();
  assert.deepEqual([first?.assignment_id, first?.source], [id, { kind: 'assistant', id: assistant }]);
  assert.deepEqual([first?.revision, first?.valid_to], [1, null]);
  assert.deepEqual(second?.source, { kind: 'form', id: form });
});

test('the same assignment again gives 200 with the same id and no routing change', async () => {
  const asked = { webhook_id: webhook, assistant_id: assistant };
  const first = await api.post('/v1/assignments', asked);
  const upper = { webhook_id: webhook.toUpperCase(), assistant_id: assistant.toUpperCase() };
  const reordered = { ...asked, event_types: ['conversation.closed', 'captured_intent.created'] };
  for (const body of [asked, upper, reordered]) {
    const again = await api.post('/v1/assignments', body);
    assert.deepEqual([again.status, again.body], [200, first.body]);
  }
  assert.equal((await changes()).length, 1);

  const other = await api.post('/v1/assignments', { ...asked, event_types: ['conversation.closed'] });
  assert.deepEqual([other.status, other.body.code], [409, 'assignment_exists']);
});

test('concurrent requests create one assignment', async () => {
  const asked = { webhook_id: webhook, form_id: form };
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.post('/v1/assignments', asked)));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(9).fill(200), 201]);
  assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
  assert.equal((await changes()).length, 1);
});

test('an ended assignment gives 404; assigning again creates a new assignment with a later start', async () => {
  const asked = { webhook_id: webhook, form_id: form };
  const first = await api.post('/v1/assignments', asked);
  assert.equal((await api.delete(`/v1/assignments/${first.body.id}`)).status, 204);
  assert.equal((await api.get(`/v1/assignments/${first.body.id}`)).status, 404);
  assert.equal((await api.delete(`/v1/assignments/${first.body.id}`)).status, 404);
  const second = await api.post('/v1/assignments', asked);
  assert.equal(second.status, 201);
  assert.notEqual(second.body.id, first.body.id);

  const [created, ended, createdAgain] = await changes();
  assert.ok(created && ended && createdAgain && ended.valid_to);
  assert.deepEqual(
    [ended.assignment_id, ended.revision, ended.valid_from],
    [first.body.id, 2, created.valid_from],
  );
  assert.ok(created.valid_from < ended.valid_to && ended.valid_to < createdAgain.valid_from);
});

test('of concurrent requests to end an assignment one gives 204', async () => {
  const { body } = await api.post('/v1/assignments', { webhook_id: webhook, form_id: form });
  const ends = await Promise.all(Array.from({ length: 5 }, () => api.delete(`/v1/assignments/${body.id}`)));
  assert.deepEqual(ends.map((answer) => answer.status).sort(), [204, 404, 404, 404, 404]);
  assert.equal((await changes()).length, 2);
});

test('a repeated request with the same Idempotency-Key returns the first response', async () => {
  const key = { 'idempotency-key': 'assign-1' };
  const asked = { webhook_id: webhook, form_id: form };
  const first = await api.post('/v1/assignments', asked, key);
  assert.deepEqual((await api.post('/v1/assignments', asked, key)).status, 201);
  const other = await api.post('/v1/assignments', { webhook_id: webhook, assistant_id: assistant }, key);
  assert.deepEqual([first.status, other.status, other.body.code], [201, 422, 'idempotency_key_reused']);
});

test('a list contains only assignments that match all filters', async () => {
  const a = (await api.post('/v1/assignments', { webhook_id: webhook, assistant_id: assistant })).body.id;
  const f = (await api.post('/v1/assignments', { webhook_id: webhook, form_id: form })).body.id;
  const list = async (query: string): Promise<string[]> => {
    const { status, body } = await api.get(`/v1/assignments?${query}`);
    assert.equal(status, 200);
    return body.items.map((item: { id: string }) => item.id);
  };
  assert.deepEqual(await list(`webhook_id=${webhook}`), [f, a]);
  assert.deepEqual(await list(`assistant_id=${assistant}`), [a]);
  assert.deepEqual(await list(`form_id=${form}`), [f]);
  assert.deepEqual(await list(`form_id=${form}&webhook_id=${newId()}`), []);
  assert.deepEqual(await list(`form_id=${form}&assistant_id=${assistant}`), []);
  assert.deepEqual(await list(`form_id=${assistant}`), []);
  const first = await api.get(`/v1/assignments?webhook_id=${webhook}&limit=1`);
  assert.deepEqual(await list(`webhook_id=${webhook}&limit=1&cursor=${first.body.next_cursor}`), [a]);
  const wrong = await api.get('/v1/assignments?webhook_id=nonsense');
  assert.deepEqual([wrong.status, wrong.body.errors[0].field], [422, 'webhook_id']);
  assert.equal((await api.get('/v1/assignments?source=form')).status, 400);
});

test('an unknown id and an id of another workspace give 404 with the kind of resource', async () => {
  const stranger = await registry.client('assign-webhook-stranger');
  const strange = registry.newSource(stranger.workspaceId, 'form');
  const code = async (client: ApiClient, body: object): Promise<unknown[]> => {
    const answer = await client.post('/v1/assignments', body);
    return [answer.status, answer.body.code];
  };
  assert.deepEqual(await code(stranger, { webhook_id: webhook, form_id: strange }), [
    404,
    'webhook_not_found',
  ]);
  assert.deepEqual(await code(api, { webhook_id: webhook, form_id: strange }), [404, 'form_not_found']);
  assert.deepEqual(await code(api, { webhook_id: webhook, assistant_id: form }), [
    404,
    'assistant_not_found',
  ]);
  const { body } = await api.post('/v1/assignments', { webhook_id: webhook, form_id: form });
  for (const path of [`/v1/assignments/${body.id}`]) {
    assert.equal((await stranger.get(path)).body.code, 'assignment_not_found');
    assert.equal((await stranger.delete(path)).body.code, 'assignment_not_found');
  }
  assert.deepEqual((await stranger.get(`/v1/assignments?webhook_id=${webhook}`)).body.items, []);
  assert.equal((await api.get('/v1/assignments/nonsense')).status, 404);
});

test('invalid values give 422 with the names of the fields; an unknown field gives 400', async () => {
  const wrong: [number, string[], object][] = [
    [422, ['assistant_id', 'form_id'], { webhook_id: webhook }],
    [422, ['assistant_id', 'form_id'], { webhook_id: webhook, assistant_id: assistant, form_id: form }],
    [422, ['webhook_id'], { form_id: form }],
    [422, ['webhook_id'], { webhook_id: 'nonsense', form_id: form }],
    [422, ['form_id'], { webhook_id: webhook, form_id: 5 }],
    [422, ['event_types[0]'], { webhook_id: webhook, form_id: form, event_types: ['conversation.closed'] }],
    [422, ['event_types'], { webhook_id: webhook, form_id: form, event_types: [] }],
    [400, ['source'], { webhook_id: webhook, form_id: form, source: 'form' }],
  ];
  for (const [status, fields, body] of wrong) {
    const answer = await api.post('/v1/assignments', body);
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.deepEqual(
      answer.body.errors.map((error: { field: string }) => error.field),
      fields,
    );
  }
  assert.deepEqual(await changes(), []);
});
