import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Registry } from '../running-registry.testing.js';
import type { ApiClient } from '../api-client.testing.js';

let registry: Registry;
let api: ApiClient;

before(async () => {
  registry = await Registry.shared();
  api = await registry.client('own-workspace');
});
after(() => registry.stop());

test('a key reads and renames its own workspace', async () => {
  const before = await api.get('/v1/workspace');
  assert.equal(before.status, 200);
  assert.deepEqual([before.body.id, before.body.name], [api.workspaceId, 'own-workspace']);
  assert.equal(before.headers.get('etag'), '"1"');
  const { status, body, headers } = await api.patch('/v1/workspace', { name: ' Algoscale ' });
  assert.deepEqual([status, body.name, headers.get('etag')], [200, 'Algoscale', '"2"']);
  assert.equal((await api.patch('/v1/workspace', { name: 'Algoscale' })).headers.get('etag'), '"2"');
  assert.deepEqual((await api.get('/v1/workspace')).body, body);
});

test('If-Match of another revision, invalid values and unknown fields give 412, 422 and 400', async () => {
  assert.equal((await api.patch('/v1/workspace', { name: 'X' }, { 'if-match': '"1"' })).status, 412);
  for (const [status, body] of [
    [422, { name: '' }],
    [422, { name: 3 }],
    [400, { slug: 'x' }],
  ] as const) {
    assert.equal((await api.patch('/v1/workspace', body)).status, status);
  }
  const reader = await registry.client('own-workspace', ['workspace:read']);
  assert.equal((await reader.patch('/v1/workspace', { name: 'X' })).status, 403);
});

test('an unknown route gives 404', async () => {
  for (const path of ['/v1/user', '/v1/nothing', '/']) {
    const { status, body } = await api.get(path);
    assert.deepEqual([status, body.code], [404, 'route_not_found'], path);
  }
  const long = await api.get(`/v1/webhooks/${'x'.repeat(1_000)}`);
  assert.deepEqual([long.status, long.body.code], [404, 'route_not_found']);
  const undecodable = await api.get('/v1/webhooks/%zz');
  assert.deepEqual([undecodable.status, undecodable.body.code], [400, 'malformed_url']);
});

test('the OpenAPI document has every route with a summary and its responses', async () => {
  const { body: document } = await api.get('/docs/registry-json');
  assert.equal(document.openapi, '3.1.0');
  interface Operation {
    summary?: string;
    security: object[];
    responses: Record<string, unknown>;
  }
  const routes = Object.entries<Record<string, Operation>>(document.paths);
  const names = routes.flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  assert.deepEqual(names.sort(), [
    'delete /v1/api-keys/{id}',
    'delete /v1/assignments/{id}',
    'delete /v1/invitations/{id}',
    'delete /v1/sessions',
    'delete /v1/sessions/current',
    'delete /v1/sessions/{id}',
    'delete /v1/users/{id}',
    'delete /v1/webhooks/{id}',
    'get /v1/api-keys',
    'get /v1/api-keys/{id}',
    'get /v1/assignments',
    'get /v1/assignments/{id}',
    'get /v1/audit-log',
    'get /v1/invitations',
    'get /v1/invitations/{id}',
    'get /v1/sessions',
    'get /v1/sessions/current',
    'get /v1/setup',
    'get /v1/users',
    'get /v1/users/me',
    'get /v1/users/{id}',
    'get /v1/webhooks',
    'get /v1/webhooks/{id}',
    'get /v1/workspace',
    'patch /v1/users/me',
    'patch /v1/users/{id}',
    'patch /v1/webhooks/{id}',
    'patch /v1/workspace',
    'post /v1/api-keys',
    'post /v1/assignments',
    'post /v1/invitations',
    'post /v1/invitations/accept',
    'post /v1/invitations/preview',
    'post /v1/password-resets/accept',
    'post /v1/password-resets/preview',
    'post /v1/sessions',
    'post /v1/setup',
    'post /v1/users/me/change-password',
    'post /v1/users/{id}/password-resets',
    'post /v1/webhooks',
    'post /v1/webhooks/{id}/rotate-secret',
  ]);
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]*)"/g)];
  for (const [, name = ''] of references) assert.ok(document.components.schemas[name], `a schema "${name}"`);
  for (const [path, methods] of routes) {
    for (const [method, operation] of Object.entries(methods)) {
      assert.ok(operation.summary, `${method} ${path}`);
      // A route that needs no caller has none of these.
      for (const status of operation.security.length > 0 ? ['401', '403'] : [])
        assert.ok(operation.responses[status], `${method} ${path} ${status}`);
      if (path.includes('{id}')) assert.ok(operation.responses['404'], `${method} ${path} 404`);
    }
  }
});
