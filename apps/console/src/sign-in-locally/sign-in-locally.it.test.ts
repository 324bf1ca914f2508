import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { rawAnswer } from '@flowforge/service-kit/http/raw-answer.testing';
import { RunningConsole } from '../running-console.testing.js';
import { FakeRegistry } from '../session/fake-registry.testing.js';

/** The link of a local run, at the real front door. */

const newToken = (): string => randomBytes(32).toString('base64url');
const runWith = (token: string, env: NodeJS.ProcessEnv = {}): Promise<RunningConsole> =>
  RunningConsole.start(registry.answer, {
    ...env,
    LOCAL_SIGN_IN_TOKEN_HASH: createHash('sha256').update(token).digest('hex'),
  });

const registry = new FakeRegistry();
const token = newToken();
let door: RunningConsole;

before(async () => {
  door = await runWith(token);
});
after(() => door.stop());
beforeEach(() => {
  registry.received.length = 0;
});

const open = (
  body: string,
  headers: Record<string, string> = { origin: door.url },
  at = door,
): Promise<Response> => fetch(`${at.url}/local-sign-in`, { method: 'POST', body, headers });

async function refused(answer: Promise<Response>, status: number, code: string): Promise<void> {
  const response = await answer;
  const problem: { code: unknown } = JSON.parse(await response.text());
  assert.deepEqual([response.status, problem.code], [status, code]);
  assert.equal(response.headers.get('set-cookie'), null);
  assert.deepEqual(registry.received, []);
}

test('the right token signs in', async () => {
  const response = await open(JSON.stringify({ token }));
  assert.equal(response.status, 201);
  assert.match(
    response.headers.get('set-cookie') ?? '',
    /^flowforge_session=ffs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/,
  );
  assert.equal(registry.received[0]?.url, '/internal/local-sign-in');
  assert.equal(registry.received[0]?.headers['x-forwarded-for'], '127.0.0.1');
});

test('a wrong one, and a body without one, do not reach the registry', async () => {
  for (const body of [
    JSON.stringify({ token: newToken() }),
    JSON.stringify({ token: createHash('sha256').update(token).digest('hex') }),
    JSON.stringify({ token: token.slice(1) }),
    JSON.stringify({ token: [token] }),
    JSON.stringify({}),
    'null',
    '{',
    '',
  ])
    await refused(open(body), 401, 'link_not_valid');
  await refused(open(JSON.stringify({ token: 'x'.repeat(2_000) })), 413, 'body_too_large');
});

test('a page of another origin, or a request that no page sent, is refused before the token is compared', async () => {
  const body = JSON.stringify({ token });
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://evil.example:${door.port}` },
    { origin: door.url, 'sec-fetch-site': 'cross-site' },
    {},
  ])
    await refused(open(body, Object.fromEntries(Object.entries(headers))), 403, 'wrong_origin');
});

test('a name that a foreign DNS server points to loopback is refused', async () => {
  const body = JSON.stringify({ token });
  for (const host of [
    `evil.example:${door.port}`,
    `127.0.0.1.evil.example:${door.port}`,
    `127.0.0.1@evil.example`,
  ]) {
    const { status, body: problem } = await rawAnswer(
      door.port,
      `POST /local-sign-in HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    assert.deepEqual([status, problem.code, registry.received], [403, 'wrong_host', []]);
  }
});

test('it signs in at the public address, too, when that is another one', async () => {
  const host = '192.168.1.5:3000';
  const door = await runWith(token, { PUBLIC_URL: `http://${host}` });
  const statusAt = async (name: string): Promise<number> => {
    const body = JSON.stringify({ token });
    const answer = await rawAnswer(
      door.port,
      `POST /local-sign-in HTTP/1.1\r\nHost: ${name}\r\nOrigin: http://${name}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    return answer.status;
  };
  try {
    assert.deepEqual([await statusAt(host), await statusAt('192.168.1.6:3000')], [201, 403]);
  } finally {
    await door.stop();
  }
});

test('the link of an earlier run signs in nobody', async () => {
  const next = await runWith(newToken());
  try {
    await refused(open(JSON.stringify({ token }), { origin: next.url }, next), 401, 'link_not_valid');
  } finally {
    await next.stop();
  }
});

test('without a link there is no such route', async () => {
  const deployed = await RunningConsole.start(registry.answer);
  try {
    await refused(
      open(JSON.stringify({ token }), { origin: deployed.url }, deployed),
      404,
      'route_not_found',
    );
  } finally {
    await deployed.stop();
  }
});
