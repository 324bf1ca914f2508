import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { type Api, type ApiAnswer, textIn } from '../stack/api.js';
import { setUpGuide, startVisit, type Visit } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import type { StackUser } from '../stack/user.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Valid bodies, so that only the id can be the reason for a refusal. */
const BODIES: Readonly<Record<string, object>> = {
  'post /v1/conversations/{id}/messages': { text: 'hello' },
  'post /v1/chat/conversations/{id}/messages': { text: 'hello' },
  'post /v1/chat/conversations/{id}/forms/{form_id}': { field_values: { name: 'A', email: 'a@example.com' } },
};

/** Anybody may read these, of any workspace. */
const PUBLIC = ['get /v1/chat/widgets/{id}'];
/** Prefixes that accept no api key. */
const USERS_ONLY: readonly string[] = ['/v1/sessions'];
/** Prefixes whose resources have no route to read one of them with an api key. */
const NOT_READABLE: readonly string[] = ['/v1/chat/conversations', ...USERS_ONLY];

let stack: SharedStack;
let endpoint: TestEndpoint;
let owner: Api;
let stranger: Api;
let strangersVisit: Visit;
/** Users of the owner's and of the other workspace: some routes accept no api key. */
let ownerUser: StackUser;
let strangerUser: StackUser;
/** The prefix of a path → an id of the owner for that path. */
let ids: Readonly<Record<string, string>>;

function firstId(answer: ApiAnswer): string | null {
  const items = answer.body['items'];
  const first: unknown = Array.isArray(items) ? items[0] : undefined;
  const id: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'id') : undefined;
  return typeof id === 'string' ? id : null;
}

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
  const [owners, others] = [await stack.workspace('owner'), await stack.workspace('stranger')];
  [owner, stranger] = [owners.api, others.api];
  ownerUser = await stack.user(owners.workspaceId, 'owner');
  strangerUser = await stack.user(others.workspaceId, 'owner');
  const setup = await setUpGuide(owner, `${endpoint.url}/owner`);
  const contactForm = await owner.post('/v1/forms', {
    name: 'Contact',
    fields: [{ name: 'email', label: 'E-mail', type: 'email', required: true, maps_to: 'email' }],
  });
  assert.equal(
    (
      await owner.patch(`/v1/assistants/${setup.assistantId}`, {
        form_ids: [setup.formId, textIn(contactForm, 'id')],
      })
    ).status,
    200,
  );
  const visit = await startVisit(owner, setup.widgetId);
  await visit.visitor.post(`${visit.path}/messages`, { text: 'I want to book a room' });
  await visit.visitor.post(`${visit.path}/forms/${textIn(contactForm, 'id')}`, {
    field_values: { email: 'a@example.com' },
  });
  await visit.visitor.post(`${visit.path}/forms/${setup.formId}`, {
    field_values: { name: 'A', email: 'a@example.com' },
  });

  const recovery = await owner.post('/v1/recoveries', {
    webhook_id: setup.webhookId,
    since: '2026-01-01T00:00:00Z',
  });
  const strangers = await setUpGuide(stranger, `${endpoint.url}/stranger`);
  strangersVisit = await startVisit(stranger, strangers.widgetId);
  const first = (path: string): Promise<string> =>
    until(`an entry of ${path}`, async () => firstId(await owner.get(path)));
  ids = {
    '/v1/webhooks': setup.webhookId,
    '/v1/assignments': await first('/v1/assignments'),
    '/v1/api-keys': await first('/v1/api-keys'),
    '/v1/assistants': setup.assistantId,
    '/v1/widgets': setup.widgetId,
    '/v1/forms': setup.formId,
    '/v1/intents': setup.intentId,
    '/v1/contacts': await first('/v1/contacts'),
    '/v1/captured-forms': await first('/v1/captured-forms'),
    '/v1/captured-intents': await first('/v1/captured-intents'),
    '/v1/conversations': visit.conversationId,
    '/v1/chat/conversations': visit.conversationId,
    '/v1/deliveries': await first('/v1/deliveries'),
    '/v1/recoveries': textIn(recovery, 'id'),
    '/v1/sessions': ownerUser.sessionId,
    '/v1/users': ownerUser.userId,
    '/v1/invitations': textIn(
      await owner.post('/v1/invitations', { email: 'invited@example.com', role: 'viewer' }),
      'id',
    ),
  };
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

interface Route {
  method: string;
  path: string;
  /** The codes of its documented 404s. */
  notFoundCodes: string[];
}

/** The parts of an OpenAPI operation that this test reads. */
interface Operation {
  responses: Record<string, { content?: Record<string, { examples?: Record<string, object> }> }>;
}

/** Every documented route of a service that takes an id. */
async function routesWithIds(serviceUrl: string): Promise<Route[]> {
  const text = await (await fetch(`${serviceUrl}/docs-json`)).text();
  const document: { openapi: string; paths: Record<string, Record<string, Operation>> } = JSON.parse(text);
  assert.match(document.openapi, /^3\.1/);
  return Object.entries(document.paths)
    .filter(([path]) => path.includes('{'))
    .flatMap(([path, operations]) =>
      METHODS.filter((method) => method in operations).map((method) => ({
        method,
        path,
        notFoundCodes: Object.keys(
          operations[method]?.responses['404']?.content?.['application/problem+json']?.examples ?? {},
        ),
      })),
    );
}

/** Who asks for something of the owner, with the credentials that a route of this prefix accepts. */
async function strangerFor(prefix: string): Promise<Api> {
  if (prefix.startsWith('/v1/chat/')) return strangersVisit.visitor;
  return USERS_ONLY.includes(prefix) ? strangerUser.api() : stranger;
}

function concrete(path: string, id: string): string {
  return path.replace(/\{id\}/, id).replace(/\{[a-z_]*form_?id\}/i, ids['/v1/forms'] ?? '');
}

test("another workspace's key gets 404 on every documented route that takes an id", async () => {
  let tried = 0;
  for (const [service] of Object.values(stack.services)) {
    assert.ok(service);
    for (const { method, path, notFoundCodes } of await routesWithIds(service.url)) {
      if (PUBLIC.includes(`${method} ${path}`)) continue;
      const prefix = path.slice(0, path.indexOf('/{'));
      const id = ids[prefix];
      assert.ok(id, `${path} has no id in this test: add one`);
      const caller = await strangerFor(prefix);
      const body = BODIES[`${method} ${path}`] ?? (method === 'patch' ? {} : undefined);
      const answer = await caller.send(method.toUpperCase(), concrete(path, id), body);
      assert.equal(answer.status, 404, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      assert.ok(notFoundCodes.includes(String(answer.body.code)), `${method} ${path}: ${answer.body.code}`);
      assert.equal(answer.headers.get('content-type')?.split(';')[0], 'application/problem+json', path);
      tried += 1;
    }
  }
  assert.ok(tried >= 30, `only ${tried} routes were found`);
});

test('the resources of the owner still exist', async () => {
  for (const [prefix, id] of Object.entries(ids)) {
    if (NOT_READABLE.includes(prefix)) continue;
    assert.equal((await owner.get(`${prefix}/${id}`)).status, 200, prefix);
  }
  const { body } = await (await ownerUser.api()).get('/v1/sessions/current');
  assert.equal(body['id'], ownerUser.sessionId);
});

test('a list contains no resource of another workspace, and a malformed id gets 404', async () => {
  for (const [prefix, id] of Object.entries(ids)) {
    if (NOT_READABLE.includes(prefix)) continue;
    const listed = await stranger.get(`${prefix}?limit=200`);
    assert.equal(listed.status, 200, prefix);
    assert.ok(!JSON.stringify(listed.body).includes(id), prefix);
    assert.equal((await owner.get(`${prefix}/not-an-id`)).status, 404, prefix);
  }
});
