import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { rawAnswer } from '@flowforge/service-kit/http/raw-answer.testing';
import { RunningConsole } from '../running-console.testing.js';
import { FakeRegistry, type Received } from './fake-registry.testing.js';

/** Sessions at the real front door: what a browser, a foreign page and a script can do with the cookie. */

const registry = new FakeRegistry();
let door: RunningConsole;
let token: string;
let cookie: string;

before(async () => {
  door = await RunningConsole.start(registry.answer);
});
after(() => door.stop());
beforeEach(() => {
  token = registry.open();
  cookie = `flowforge_session=${token}`;
  registry.received.length = 0;
});

const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${door.url}${path}`, { method, headers, ...(method === 'POST' && { body: '{}' }) });

async function forwarded(answer: Promise<Response>): Promise<Received> {
  const response = await answer;
  assert.ok(response.ok, await response.clone().text());
  const received: Received = JSON.parse(await response.text());
  return received;
}

async function refused(answer: Promise<Response>, status: number, code: string): Promise<void> {
  const response = await answer;
  const problem: { code?: unknown } = JSON.parse(await response.text());
  assert.deepEqual([response.status, problem.code], [status, code]);
  assert.deepEqual(registry.received, []);
  assert.equal(response.headers.get('set-cookie'), null);
}

describe('a request with the cookie', () => {
  test('reaches the service with an internal token, and without the cookie', async () => {
    const { headers } = await forwarded(
      ask('GET', '/v1/webhooks', { cookie: `a=b; ${cookie}`, 'x-session-token': 'ffs_x' }),
    );
    assert.equal(headers.authorization, `Bearer ${registry.of(token)?.internal_token}`);
    assert.equal(headers.cookie, undefined);
    assert.equal(headers['x-session-token'], undefined);
  });

  test('and an Authorization header uses the header: the cookie is not even looked at', async () => {
    const { checks } = registry;
    const { headers } = await forwarded(
      ask('POST', '/v1/webhooks', { cookie, authorization: 'Bearer ff_key' }),
    );
    assert.equal(headers.authorization, 'Bearer ff_key');
    assert.equal(headers.cookie, undefined);
    assert.equal(registry.checks, checks);
  });

  test('to the chat is a request of nobody', async () => {
    const { checks } = registry;
    for (const path of ['/v1/chat/conversations', '/v1/chat/conversations/x/messages']) {
      const { headers } = await forwarded(ask('POST', path, { cookie, origin: 'https://shop.example' }));
      assert.deepEqual([headers.authorization, headers.cookie], [undefined, undefined]);
    }
    assert.equal(registry.checks, checks);
  });

  test('that is unknown, ended or malformed is a 401', async () => {
    registry.end(token);
    await refused(ask('GET', '/v1/webhooks', { cookie }), 401, 'session_ended');
    const { checks } = registry;
    for (const value of ['', 'ffs_', 'ff_key', '"', `${token}x`])
      await refused(
        ask('GET', '/v1/webhooks', { cookie: `flowforge_session=${value}` }),
        401,
        'session_ended',
      );
    assert.equal(registry.checks, checks);
  });

  test('without any of both is forwarded as it is: the service asks for a key', async () => {
    assert.equal((await forwarded(ask('GET', '/v1/webhooks'))).headers.authorization, undefined);
  });
});

describe('a foreign page', () => {
  const own = (): string => door.url;

  test('cannot change anything with the cookie', async () => {
    const attempts: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://evil.example:${door.port}` },
      { origin: `https://127.0.0.1:${door.port}` },
      { origin: 'http://127.0.0.1:1' },
      { origin: own(), 'sec-fetch-site': 'cross-site' },
      { origin: own(), 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'same-origin' },
      {},
    ];
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const headers of attempts)
        await refused(ask(method, '/v1/webhooks', { cookie, ...headers }), 403, 'wrong_origin');
  });

  test('whose name points to this address cannot either', async () => {
    const host = `evil.example:${door.port}`;
    const { status, body } = await rawAnswer(
      door.port,
      `POST /v1/webhooks HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: ${cookie}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    assert.deepEqual([status, body.code, registry.received], [403, 'wrong_origin', []]);
  });

  test('cannot sign a visitor of it in or out, or accept an invitation for them', async () => {
    for (const path of ['/v1/sessions', '/v1/invitations/accept', '/v1/setup', '/v1/password-resets/accept'])
      for (const [name, value] of Object.entries({
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
      }))
        await refused(ask('POST', path, { [name]: value }), 403, 'wrong_origin');
    await refused(ask('DELETE', '/v1/sessions/current', { cookie, origin: 'null' }), 403, 'wrong_origin');
  });

  test('gets no permission to read: no answer has CORS headers', async () => {
    const response = await ask('GET', '/v1/webhooks', { cookie, origin: 'https://evil.example' });
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    registry.received.length = 0;
    await refused(ask('OPTIONS', '/v1/webhooks', { origin: 'https://evil.example' }), 403, 'wrong_origin');
  });
});

test('a page of the console can change things, at each loopback name of this port', async () => {
  await forwarded(ask('POST', '/v1/webhooks', { cookie, origin: door.url, 'sec-fetch-site': 'same-origin' }));
  const local = `http://localhost:${door.port}`;
  const response = await fetch(`${local}/v1/webhooks`, {
    method: 'POST',
    headers: { cookie, origin: local },
  });
  assert.equal(response.status, 200);
});

describe('while the registry is away', () => {
  test('a session is neither right nor wrong: 503, and a request with an api key is forwarded', async () => {
    registry.failsWith = 503;
    try {
      await refused(ask('GET', '/v1/webhooks', { cookie }), 503, 'registry_unavailable');
      await forwarded(ask('GET', '/v1/webhooks', { authorization: 'Bearer ff_key' }));
    } finally {
      registry.failsWith = undefined;
    }
    await forwarded(ask('GET', '/v1/webhooks', { cookie }));
  });

  test('the check goes to another replica when one is down', async () => {
    const gone = await RunningConsole.start(registry.answer, {
      REGISTRY_URLS: `http://127.0.0.1:1,${door.ownerUrl}`,
    });
    try {
      for (let time = 0; time < 4; time += 1) {
        const headers = { cookie: `flowforge_session=${registry.open()}` };
        assert.equal((await fetch(`${gone.url}/v1/webhooks`, { headers })).status, 200);
      }
    } finally {
      await gone.stop();
    }
  });

  test('a check that is not answered is given up after a bounded time', async () => {
    let release: () => void = () => undefined;
    registry.beforeCheck = () => new Promise((resolve) => (release = resolve));
    try {
      await refused(ask('GET', '/v1/webhooks', { cookie }), 503, 'registry_unavailable');
    } finally {
      registry.beforeCheck = () => undefined;
      release();
    }
  });
});

describe('signing in and out', () => {
  test('the token becomes a cookie that no script and no foreign page can use, and is in no other part of the answer', async () => {
    const response = await ask('POST', '/v1/sessions', { origin: door.url });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('x-session-token'), null);
    const set = response.headers.get('set-cookie') ?? '';
    assert.match(set, /^flowforge_session=ffs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    assert.doesNotMatch(await response.text(), /ffs_/);
  });

  test('a script may sign in without an Origin', async () => {
    assert.equal((await ask('POST', '/v1/sessions')).status, 201);
  });

  test('a cookie from before is neither checked nor adopted', async () => {
    const planted = `ffs_${'A'.repeat(43)}`;
    const { checks } = registry;
    const response = await ask('POST', '/v1/sessions', {
      cookie: `flowforge_session=${planted}`,
      origin: door.url,
    });
    assert.equal(response.status, 201);
    const set = response.headers.get('set-cookie') ?? '';
    assert.doesNotMatch(set, new RegExp(planted));
    assert.equal(registry.checks, checks);
    assert.deepEqual(registry.received[0]?.headers.cookie, undefined);
    registry.received.length = 0;
    await refused(
      ask('GET', '/v1/webhooks', { cookie: `flowforge_session=${planted}` }),
      401,
      'session_ended',
    );
  });

  test('signing out deletes the cookie, and the session is checked again at once', async () => {
    await forwarded(ask('GET', '/v1/webhooks', { cookie }));
    registry.end(token);
    const response = await ask('DELETE', '/v1/sessions/current', { cookie, origin: door.url });
    assert.equal(
      response.headers.get('set-cookie'),
      'flowforge_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    );
    registry.received.length = 0;
    await refused(ask('GET', '/v1/webhooks', { cookie }), 401, 'session_ended');
  });

  test('only the registry can set the cookie', async () => {
    const response = await ask('DELETE', '/v1/deliveries/x', { authorization: 'Bearer ff_key' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('set-cookie'), null);
    assert.equal(response.headers.get('x-session-token'), null);
  });

  test('nobody reaches the internal routes of the registry', async () => {
    for (const path of [
      '/internal/sessions/check',
      '/internal/local-sign-in',
      '/v1/../internal/sessions/check',
    ])
      await refused(ask('POST', path, { origin: door.url }), 404, 'route_not_found');
  });
});

test('behind https the cookie is bound to the host, and the public origin is the only one', async () => {
  const secure = await RunningConsole.start(registry.answer, { PUBLIC_URL: 'https://flow.example' });
  try {
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${secure.url}/v1/sessions`, { method: 'POST', headers });
    const signedIn = await post({ origin: 'https://flow.example' });
    assert.match(
      signedIn.headers.get('set-cookie') ?? '',
      /^__Host-flowforge_session=ffs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/,
    );
    assert.equal((await post({ origin: secure.url })).status, 403);
    const get = (name: string): Promise<Response> =>
      fetch(`${secure.url}/v1/webhooks`, { headers: { cookie: `${name}=${token}` } });
    const [bound, plain] = [
      await forwarded(get('__Host-flowforge_session')),
      await forwarded(get('flowforge_session')),
    ];
    assert.match(bound.headers.authorization ?? '', /^Bearer ffi_/);
    assert.equal(plain.headers.authorization, undefined);
  } finally {
    await secure.stop();
  }
});

test('random tokens of one network cannot flood the registry, and a session that is known is not affected', async () => {
  await forwarded(ask('GET', '/v1/webhooks', { cookie }));
  const { checks } = registry;
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const unknown = `flowforge_session=ffs_${randomBytes(32).toString('base64url')}`;
      return (await ask('GET', '/v1/webhooks', { cookie: unknown })).status;
    }),
  );
  assert.ok(statuses.includes(429));
  assert.ok(statuses.every((status) => status === 401 || status === 429));
  assert.ok(registry.checks - checks < 100);
  await forwarded(ask('GET', '/v1/webhooks', { cookie }));
});
