import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { ALL_SCOPES, isWord, type Role, rolesWithScope, ROLES, type Scope } from '@flowforge/contracts/words';
import type { ApiAnswer } from '../stack/api.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import type { StackUser } from '../stack/user.js';

/** The parts of an OpenAPI operation that this test reads. */
interface Operation {
  description?: string;
  security: Record<string, string[]>[];
  requestBody?: object;
  'x-required-scope'?: string;
}

interface Route {
  name: string;
  method: string;
  path: string;
  operation: Operation;
}

let stack: SharedStack;
let users: Record<Role, StackUser>;
let routes: Route[];

before(async () => {
  stack = await sharedStack();
  const { workspaceId } = await stack.workspace('roles');
  users = {
    owner: await stack.user(workspaceId, 'owner'),
    editor: await stack.user(workspaceId, 'editor'),
    viewer: await stack.user(workspaceId, 'viewer'),
  };
  routes = (
    await Promise.all(Object.values(stack.services).map(([service]) => routesOf(service?.url ?? '')))
  ).flat();
});
after(() => stack.stop());

async function routesOf(serviceUrl: string): Promise<Route[]> {
  const document: { paths: Record<string, Record<string, Operation>> } = JSON.parse(
    await (await fetch(`${serviceUrl}/docs-json`)).text(),
  );
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method} ${path}`,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{[^}]+\}/g, newId()),
      operation,
    })),
  );
}

/** Sends a request with a body that no route accepts, so that nothing is changed. */
async function send(role: Role, { method, path, operation }: Route): Promise<ApiAnswer> {
  const body = operation.requestBody ? { 'no field': 1 } : undefined;
  return (await users[role].api()).send(method, path, body);
}

test('every route with a scope names it, and the roles that have it', () => {
  const withKey = routes.filter(({ operation }) => operation.security.some((scheme) => 'api-key' in scheme));
  assert.ok(withKey.length >= 60, `only ${withKey.length} routes were found`);
  for (const { name, operation } of withKey) {
    const scope = operation['x-required-scope'];
    assert.ok(isWord(ALL_SCOPES, scope), name);
    const sentence = `Needs the scope \`${scope}\`. Roles that have it: ${rolesWithScope(scope).join(', ')}.`;
    assert.ok(operation.description?.includes(sentence), name);
    assert.ok(
      operation.security.some((scheme) => 'session' in scheme),
      name,
    );
  }
});

test('a route without a scope needs a user, a visitor, or nobody', () => {
  const others = routes.filter(({ operation }) => operation['x-required-scope'] === undefined);
  const needs = ({ security, description }: Operation): string => {
    if (security.length === 0) return 'nobody';
    const [scheme] = security.flatMap((one) => Object.keys(one));
    if (scheme === 'session')
      assert.match(description ?? '', /Needs a user who has signed in, in any role\./);
    return scheme ?? '';
  };
  for (const { name, operation } of others) {
    assert.ok(['nobody', 'session', 'visitor-token'].includes(needs(operation)), name);
  }
  const open = others.filter(({ operation }) => needs(operation) === 'nobody').map(({ name }) => name);
  assert.deepEqual(open.sort(), [
    'get /v1/chat/widgets/{id}',
    'get /v1/setup',
    'post /v1/chat/conversations',
    'post /v1/invitations/accept',
    'post /v1/invitations/preview',
    'post /v1/password-resets/accept',
    'post /v1/password-resets/preview',
    'post /v1/sessions',
    'post /v1/setup',
  ]);
});

for (const role of ROLES) {
  test(`the services let ${role}s do what their scopes allow, and nothing else`, async () => {
    for (const route of routes) {
      const scope: unknown = route.operation['x-required-scope'];
      if (!isWord<Scope>(ALL_SCOPES, scope)) continue;
      const { status, body } = await send(role, route);
      if (rolesWithScope(scope).includes(role))
        assert.ok(![401, 403].includes(status), `${route.name}: ${status}`);
      else assert.deepEqual([status, body['code']], [403, 'scope_missing'], route.name);
    }
  });
}

test('the chat API does not accept the token of a user', async () => {
  const api = await users.owner.api();
  const visit = await api.post(`/v1/chat/conversations/${newId()}/messages`, { text: 'hello' });
  assert.equal(visit.status, 401);
});

test('no service accepts the token of a session itself, nor a forged internal token', async () => {
  const { token } = await users.owner.api();
  assert.ok(token);
  const [payload = '', keyId = '', mac = ''] = token.slice('ffi_'.length).split('.');
  const forged = Buffer.from(
    Buffer.from(payload, 'base64url')
      .toString()
      .replace(/\d{4}-/, '2099-'),
  );
  const api = await users.owner.api();
  for (const path of ['/v1/webhooks', '/v1/assistants', '/v1/deliveries']) {
    assert.equal((await api.get(path)).status, 200);
    for (const wrong of [
      `ffi_${forged.toString('base64url')}.${keyId}.${mac}`,
      `ffi_${payload}.${keyId}.${mac.slice(1)}`,
      `ffi_${payload}`,
      `ffs_${mac}`,
    ]) {
      assert.equal((await api.as(wrong).get(path)).status, 401, wrong);
    }
  }
});
