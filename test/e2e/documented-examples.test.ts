import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Api, textIn } from '../stack/api.js';
import { type GuideSetup, setUpGuide, startVisit, type Visit } from '../stack/guide.js';
import { until } from '@flowforge/testing/until';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import type { StackUser } from '../stack/user.js';

/** The parts of an OpenAPI document that this test reads. */
interface Document {
  paths: Record<
    string,
    Record<
      string,
      { requestBody?: { content: { 'application/json': { example: Record<string, unknown> } } } }
    >
  >;
}

let stack: SharedStack;
let owner: Api;
let setup: GuideSetup;
let visit: Visit;
/** Users whom one request each is about, because a changed password ends a session. */
let users: { signsIn: StackUser; isReset: StackUser; changesPassword: StackUser; changesName: StackUser };

before(async () => {
  stack = await sharedStack();
  const { api, workspaceId } = await stack.workspace('examples');
  owner = api;
  users = {
    signsIn: await stack.user(workspaceId, 'viewer'),
    isReset: await stack.user(workspaceId, 'viewer'),
    changesPassword: await stack.user(workspaceId, 'viewer'),
    changesName: await stack.user(workspaceId, 'viewer'),
  };
  setup = await setUpGuide(owner, 'https://crm.example.com/hooks');
  visit = await startVisit(owner, setup.widgetId);
});

after(() => stack.stop());

/** Sort key: requests that create come first, then changes, and the request that closes the conversation is last. */
function order({ method, path }: { method: string; path: string }): number {
  if (path.endsWith('/close')) return 2;
  return method === 'post' ? 0 : 1;
}

/** All documented requests with a body, in the order of `order`. */
async function documentedRequests(): Promise<
  { method: string; path: string; body: Record<string, unknown> }[]
> {
  const requests = [];
  for (const [service] of Object.values(stack.services)) {
    assert.ok(service);
    const document: Document = JSON.parse(await (await fetch(`${service.url}/docs-json`)).text());
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { requestBody }] of Object.entries(operations)) {
        if (requestBody)
          requests.push({ method, path, body: requestBody.content['application/json'].example });
      }
    }
  }
  return requests.sort((a, b) => order(a) - order(b));
}

/** Lets the assistant offer the form to the visitor, and returns the id of the offer. */
async function offerForm(): Promise<unknown> {
  const changed = await owner.send('PATCH', `/v1/intents/${setup.intentId}`, { form_id: setup.formId });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const { body } = await visit.visitor.post(`${visit.path}/messages`, {
    text: 'book a hotel room for me',
  });
  const { form } = body;
  assert.ok(typeof form === 'object' && form !== null && 'form_instance_id' in form, JSON.stringify(body));
  return form.form_instance_id;
}

/** The token in the answer to a request of the owner. */
async function tokenOf(path: string, body?: object): Promise<string> {
  return textIn(await owner.post(path, body), 'token');
}

/** Who sends the request of a path. */
async function callerOf(path: string): Promise<Api> {
  if (path.startsWith('/v1/chat/conversations/')) return visit.visitor;
  if (path === '/v1/users/me/change-password') return users.changesPassword.api();
  return path === '/v1/users/me' ? users.changesName.api() : owner;
}

/** The id of a delivery of the event that the visitor's message has caused. */
function firstDelivery(): Promise<string> {
  return until('a delivery', async () => {
    const { items } = (await owner.get('/v1/deliveries')).body;
    const first: unknown = Array.isArray(items) ? items[0]?.id : undefined;
    return typeof first === 'string' && first;
  });
}

test('the example of every request body is accepted, with its ids replaced by existing ones', async () => {
  const existing: Readonly<Record<string, unknown>> = {
    webhook_id: setup.webhookId,
    assistant_id: setup.assistantId,
    widget_id: setup.widgetId,
    form_id: setup.formId,
    form_ids: [setup.formId],
    intent_ids: [setup.intentId],
    form_instance_id: await offerForm(),
  };
  const ids: Readonly<Record<string, string>> = {
    '/v1/webhooks': setup.webhookId,
    '/v1/assistants': setup.assistantId,
    '/v1/widgets': setup.widgetId,
    '/v1/forms': setup.formId,
    '/v1/intents': setup.intentId,
    '/v1/conversations': visit.conversationId,
    '/v1/deliveries': await firstDelivery(),
    '/v1/chat/conversations': visit.conversationId,
    '/v1/users': users.signsIn.userId,
  };
  // What one route wants from its own set-up. Null: it cannot be repeated in an installation that has users.
  const particular: Readonly<Record<string, Record<string, unknown> | null>> = {
    'post /v1/sessions': { email: users.signsIn.email, password: users.signsIn.password },
    'post /v1/invitations/accept': {
      token: await tokenOf('/v1/invitations', { email: 'new@example.com', role: 'viewer' }),
    },
    'post /v1/invitations/preview': {
      token: await tokenOf('/v1/invitations', { email: 'previewed@example.com', role: 'viewer' }),
    },
    'post /v1/password-resets/preview': {
      token: await tokenOf(`/v1/users/${users.signsIn.userId}/password-resets`),
    },
    'post /v1/password-resets/accept': {
      token: await tokenOf(`/v1/users/${users.isReset.userId}/password-resets`),
    },
    'post /v1/users/me/change-password': { current_password: users.changesPassword.password },
    'post /v1/setup': null,
  };
  const requests = (await documentedRequests()).filter(
    ({ method, path }) => particular[`${method} ${path}`] !== null,
  );
  for (const { method, path, body } of requests) {
    const id = ids[path.slice(0, path.indexOf('/{'))] ?? '';
    const concrete = path.replace('{id}', id).replace('{form_id}', setup.formId);
    const sent = Object.fromEntries(
      Object.entries({ ...body, ...particular[`${method} ${path}`] }).map(([name, value]) => [
        name,
        existing[name] ?? value,
      ]),
    );
    const caller = await callerOf(path);
    // The host of the example does not exist, so an attempt of the delivery may be running for a while.
    const answer = await until(`an answer to ${method} ${path}`, async () => {
      const given = await caller.send(method.toUpperCase(), concrete, sent);
      return given.body['code'] !== 'delivery_in_flight' && given;
    });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  assert.ok(requests.length >= 18, `only ${requests.length} requests were found`);
});
