import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@flowforge/local-servers/free-port';
import { programPath } from '@flowforge/testing/program';
import { until } from '@flowforge/testing/until';
import { startProcess, tailOf, type RunningProcess } from '@flowforge/local-servers/server-process';

/** A fake service: answers with the request that it received, and with its own name. */
class Upstream {
  readonly server: Server;
  hits = 0;
  private hasBrokenOff = false;

  constructor(
    readonly name: string,
    readonly port: number,
  ) {
    this.server = createServer((request, response) => {
      this.hits += 1;
      void this.answer(request, response);
    }).listen(port, '127.0.0.1');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.endsWith('/stream') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      await sleep(150);
      response.write('data: one\n\n');
      return;
    }
    if (request.url?.endsWith('/breaks-off') === true) return void request.socket.destroy();
    if (request.url?.endsWith('/breaks-off-once') === true && !this.hasBrokenOff) {
      this.hasBrokenOff = true;
      return void request.socket.destroy();
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const answer = {
      name: this.name,
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    response.writeHead(201, {
      'content-type': 'application/json',
      etag: '"1"',
      connection: 'x-hop',
      'x-hop': '1',
    });
    response.end(JSON.stringify(answer));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

interface Echo {
  name: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

describe('the front door', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-console-'));
  const logFile = join(folder, 'console.log');
  let door: RunningProcess;
  let url: string;
  let registry: [Upstream, Upstream];
  let conversations: Upstream;

  before(async () => {
    const [port, opsPort, nobody] = [await freePort(), await freePort(), await freePort()];
    registry = [new Upstream('one', await freePort()), new Upstream('two', await freePort())];
    conversations = new Upstream('conversations', await freePort());
    url = `http://127.0.0.1:${port}`;
    door = await startProcess({
      command: process.execPath,
      args: [programPath('apps/console/dist/main.js')],
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        OPS_PORT: String(opsPort),
        REGISTRY_URLS: registry.map((one) => `http://127.0.0.1:${one.port}`).join(','),
        CONVERSATIONS_URLS: `http://127.0.0.1:${conversations.port}`,
        DELIVERY_URLS: `http://127.0.0.1:${nobody}`,
        LOCAL_SIGN_IN_TOKEN_HASH: '0f'.repeat(32),
      },
      cwd: folder,
      logFile,
    });
    const deadline = Date.now() + 20_000;
    while (!(await isReady(`http://127.0.0.1:${opsPort}`))) {
      assert.ok(Date.now() < deadline, tailOf(logFile));
      await sleep(50);
    }
  });
  after(async () => {
    await door.stop();
    for (const one of [...registry, conversations]) one.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const lines = (): string[] => readFileSync(logFile, 'utf8').split('\n');

  const ask = async (path: string, init: RequestInit = {}): Promise<Echo> => {
    const response = await fetch(`${url}${path}`, init);
    assert.equal(response.status, 201);
    const echo: Echo = JSON.parse(await response.text());
    return echo;
  };

  test('path, query, body and headers are forwarded unchanged, and the answer comes back', async () => {
    const body = '{ "kept": "to the byte"  }';
    const response = await fetch(`${url}/v1/webhooks/%7Bid%7D?limit=1&a=b%20c`, {
      method: 'PATCH',
      body,
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '9.9.9.9',
        authorization: 'Bearer k',
      },
    });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('etag'), '"1"');
    assert.equal(response.headers.get('x-hop'), null);
    const echo: Echo = JSON.parse(await response.text());
    assert.equal(echo.method, 'PATCH');
    assert.equal(echo.url, '/v1/webhooks/%7Bid%7D?limit=1&a=b%20c');
    assert.equal(echo.body, body);
    assert.equal(echo.headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(echo.headers.authorization, 'Bearer k');
    assert.match(echo.headers['x-request-id'] ?? '', /^[0-9a-f-]{36}$/);
  });

  test('malformed JSON and an empty body are forwarded for the service to check', async () => {
    const headers = { 'content-type': 'application/json' };
    assert.equal((await ask('/v1/forms', { method: 'POST', body: '{', headers })).body, '{');
    assert.equal((await ask('/v1/forms', { method: 'POST', headers })).body, '');
    assert.equal((await ask('/v1/forms', { method: 'DELETE' })).method, 'DELETE');
  });

  test('requests go to the replicas in turn, and to another one when a replica is down', async () => {
    const names = new Set([(await ask('/v1/webhooks')).name, (await ask('/v1/webhooks')).name]);
    assert.deepEqual([...names].sort(), ['one', 'two']);
    registry[0].close();
    for (let time = 0; time < 4; time += 1) {
      assert.equal((await ask('/v1/webhooks', { method: 'POST', body: 'x' })).name, 'two');
    }
  });

  test('an event stream arrives chunk by chunk, its headers before its first chunk', async () => {
    const cut = new AbortController();
    const response = await fetch(`${url}/v1/chat/conversations/x/stream`, { signal: cut.signal });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const reader = response.body?.getReader();
    let received = '';
    while (!received.includes('data'))
      received += Buffer.from((await reader?.read())?.value ?? []).toString();
    assert.match(received, /^retry: \d+\n\ndata: one\n\n$/);
    cut.abort();
  });

  test('an unreachable service is a 503, a lost connection a 502, an unknown path a 404', async () => {
    assert.deepEqual(await problem(`${url}/v1/deliveries`), [503, 'delivery_unavailable']);
    assert.deepEqual(await problem(`${url}/v1/forms/breaks-off`, { method: 'POST' }), [
      502,
      'upstream_failed',
    ]);
    assert.deepEqual(await problem(`${url}/v1/nothing`), [404, 'route_not_found']);
    assert.deepEqual(await problem(`${url}/elsewhere`), [404, 'route_not_found']);
  });

  test('a write whose connection was lost is not sent twice', async () => {
    const hits = conversations.hits;
    await problem(`${url}/v1/forms/breaks-off`, { method: 'POST', body: 'x' });
    assert.equal(conversations.hits, hits + 1);
  });

  test('a read whose connection was lost is sent once more, also when all replicas have one address', async () => {
    const hits = conversations.hits;
    assert.equal((await ask('/v1/forms/breaks-off-once')).name, conversations.name);
    assert.equal(conversations.hits, hits + 2);
    assert.deepEqual(await problem(`${url}/v1/forms/breaks-off`), [502, 'upstream_failed']);
    assert.equal(conversations.hits, hits + 4);
  });

  test('a body above the limit is refused before it reaches a service', async () => {
    const hits = conversations.hits;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        `${url}/v1/forms`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': 256 * 1024 + 1 },
        },
        (response) => {
          resolve(response.statusCode);
          request.destroy();
        },
      );
      request.on('error', reject);
      request.flushHeaders();
    });
    assert.equal(status, 413);
    assert.equal(conversations.hits, hits);
  });

  test('the OpenAPI document of each service is forwarded, and nothing else below /docs', async () => {
    for (const path of ['/docs/conversations-json', '/docs/conversations-yaml'])
      assert.equal((await ask(path)).url, path);
    for (const path of [
      '/docs/conversations',
      '/docs/other',
      '/docs/conversations-json/x',
      '/docs/conversations%2Djson',
    ])
      assert.deepEqual(await problem(`${url}${path}`), [404, 'route_not_found'], path);
  });

  test('no log line has a cookie, a token, an address with its query, or a body', async () => {
    const secret = `ffs_${'S'.repeat(43)}`;
    const headers = { cookie: `flowforge_session=${secret}`, origin: url };
    await fetch(`${url}/v1/webhooks?query=${secret}`, { headers });
    await fetch(`${url}/v1/chat/conversations?${secret}`, { headers, method: 'POST', body: secret });
    await fetch(`${url}/local-sign-in`, { headers, method: 'POST', body: JSON.stringify({ token: secret }) });
    await fetch(`${url}/v1/webhooks`, { method: 'POST', headers: { authorization: `Bearer ${secret}` } });
    await until(
      'the lines of these requests',
      () => lines().filter((line) => line.includes('"POST"')).length >= 3,
    );
    assert.deepEqual(
      lines().filter((line) => line.includes('SSSS')),
      [],
    );
  });

  test('a drain cuts event streams and does not wait for them', async () => {
    const response = await fetch(`${url}/v1/chat/conversations/x/stream`);
    const reading = response.text().catch(() => 'cut');
    const before = Date.now();
    await door.stop(10_000);
    assert.deepEqual(await door.exited, { code: 0, signal: null }, tailOf(logFile));
    assert.ok(Date.now() - before < 2_500);
    await reading;
  });
});

async function problem(url: string, init: RequestInit = {}): Promise<[number, unknown]> {
  const response = await fetch(url, init);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const body: { code: unknown } = JSON.parse(await response.text());
  return [response.status, body.code];
}

async function isReady(opsUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${opsUrl}/readyz`)).status === 200;
  } catch {
    return false;
  }
}
