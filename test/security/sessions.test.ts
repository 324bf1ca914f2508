import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Role } from '@flowforge/contracts/words';
import { until } from '@flowforge/testing/until';
import { setUpAssistant } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';
import { addUser, type NewUser } from '../stack/user.js';

/**
 * Sessions in the cookie, and the address of a visitor, through the front door and real services. `test/browser/replicas.test.ts` has
 * several of each.
 */

/** Chat requests per second that one visitor's address may make. */
const LIMIT = 5;
let stack: Stack;
let workspaceId: string;

before(async () => {
  const env = { LOG_LEVEL: 'debug' };
  stack = await startStack({
    env: {
      registry: env,
      delivery: env,
      // Each process trusts the proxy in front of it: the front door trusts the ingress, the service trusts the front door.
      console: { ...env, TRUST_PROXY: '1' },
      conversations: { ...env, TRUST_PROXY: '127.0.0.1', RATE_LIMIT_PER_SECOND: String(LIMIT) },
    },
  });
  ({ workspaceId } = await stack.workspace('sessions'));
});
after(() => stack.stop());

const send = (method: string, path: string, cookie = '', body?: object): Promise<Response> =>
  fetch(`${stack.url}${path}`, {
    method,
    headers: { cookie, origin: stack.url, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });

const newUser = (role: Role): Promise<NewUser> => addUser(stack.database.urls.registry, workspaceId, role);

/** Signs in; returns the cookie as a browser sends it. */
async function signIn({ email, password }: NewUser): Promise<string> {
  const response = await send('POST', '/v1/sessions', '', { email, password });
  assert.equal(response.status, 201, await response.clone().text());
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.match(cookie, /^flowforge_session=ffs_/);
  return cookie;
}

test('a role is what the cookie allows: a viewer reads and cannot write, at any service', async () => {
  const cookie = await signIn(await newUser('viewer'));
  for (const path of ['/v1/webhooks', '/v1/assistants', '/v1/deliveries'])
    assert.equal((await send('GET', path, cookie)).status, 200, path);
  for (const path of ['/v1/webhooks', '/v1/assistants', '/v1/recoveries']) {
    const refused = await send('POST', path, cookie, {});
    const { code }: { code: unknown } = JSON.parse(await refused.text());
    assert.deepEqual([refused.status, code], [403, 'scope_missing'], path);
  }
});

test('a session that ends somewhere else ends here at once, although its check was cached', async () => {
  const user = await newUser('owner');
  const [here, elsewhere] = [await signIn(user), await signIn(user)];
  assert.equal((await send('GET', '/v1/webhooks', here)).status, 200);
  assert.equal((await send('DELETE', '/v1/sessions', elsewhere)).status, 204);
  // Shorter than the five seconds for which a check is cached.
  await until('the end', async () => (await send('GET', '/v1/webhooks', here)).status === 401, 4_000);
});

test('a cookie of before the sign-in is not adopted, and no log has a token or a password', async () => {
  const { email, password } = await newUser('owner');
  const planted = `ffs_${randomBytes(32).toString('base64url')}`;
  const response = await send('POST', '/v1/sessions', `flowforge_session=${planted}`, {
    email,
    password,
  });
  assert.equal(response.status, 201);
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.notEqual(cookie, `flowforge_session=${planted}`);
  assert.equal((await send('GET', '/v1/webhooks', `flowforge_session=${planted}`)).status, 401);
  const last = await send('GET', '/v1/webhooks', cookie);
  assert.equal(last.status, 200);
  const processes = [stack.frontDoor, ...Object.values(stack.services).flat()];
  const logs = (): string => processes.map(({ logFile }) => readFileSync(logFile, 'utf8')).join('\n');
  const requestId = last.headers.get('x-request-id') ?? '';
  assert.match(requestId, /^[0-9a-f-]{36}$/);
  await until('the last log line', () => logs().includes(requestId));
  assert.equal(/ffs_|ffi_/.test(logs()), false);
  assert.equal(logs().includes(password), false);
});

test('behind an ingress and the front door, each visitor has a separate limit', async () => {
  const { api } = await stack.workspace('ingress');
  const { widgetId } = await setUpAssistant(api);
  /** Sends the header of an ingress: it appends the address that it sees to the header that the visitor sent. */
  const startFrom = async (address: string): Promise<number> => {
    const headers = { 'x-forwarded-for': `10.9.9.9, ${address}` };
    return (await api.as(null).post('/v1/chat/conversations', { widget_id: widgetId }, headers)).status;
  };
  const visitors = Array.from({ length: 30 }, (_, n) => `203.0.113.${n}`);
  const statuses = await Promise.all(visitors.map(startFrom));
  assert.deepEqual([...new Set(statuses)], [201], 'different visitors do not share a limit');

  const one = await Promise.all(Array.from({ length: 60 }, () => startFrom('203.0.113.200')));
  assert.ok(one.includes(429), 'one visitor has a limit');
});
