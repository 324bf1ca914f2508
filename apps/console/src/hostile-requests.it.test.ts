import 'reflect-metadata';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { createApp } from '@flowforge/service-kit/http/create-app';
import { rawAnswer, type RawAnswer } from '@flowforge/service-kit/http/raw-answer.testing';
import { createLog } from '@flowforge/service-kit/log';
import { readConfig } from './config.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { ConsoleModule } from './console.module.js';
import { BODY_LIMIT } from './forward-request/forward-request.service.js';
import { UpstreamClient } from './upstream/upstream.client.js';

/** Hostile and half-finished requests, and streams, through a front door with one owner behind it. */

const REQUEST_TIMEOUT_MS = 500;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** The owner: the test answers each request itself. */
const owner = createServer();
let door: NestFastifyApplication;
let port: number;

const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return address.port;
};

before(async () => {
  owner.listen(0, '127.0.0.1');
  await once(owner, 'listening');
  const url = `http://127.0.0.1:${portOf(owner)}`;
  const config = readConfig({ REGISTRY_URLS: url, CONVERSATIONS_URLS: url, DELIVERY_URLS: url });
  const log = createLog('console', 'silent');
  door = await createApp(ConsoleModule.with({ config, log, metrics: new Registry() }), {
    log,
    metrics: new Registry(),
    bodyLimit: BODY_LIMIT,
    trustProxy: false,
    bodies: 'raw',
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  await door.listen(0, '127.0.0.1');
  port = portOf(door.getHttpServer());
});

after(async () => {
  await door.get(UpstreamClient).close();
  await door.close();
  owner.closeAllConnections();
  owner.close();
});

const CLOSE = 'Host: a\r\nConnection: close\r\n';

async function isProblem(bytes: string | Buffer, status: number, code: string): Promise<RawAnswer> {
  const answer = await rawAnswer(port, bytes);
  const shown = String(bytes).slice(0, 80);
  assert.deepEqual([answer.status, answer.body.code], [status, code], shown);
  assert.match(answer.headers, /content-type: application\/problem\+json/, shown);
  assert.match(answer.headers, /x-content-type-options: nosniff/, shown);
  return answer;
}

const get = (path: string, headers = CLOSE): string => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;

/** The next request that reaches the owner. */
async function nextExchange(): Promise<Exchange> {
  const [request, response]: unknown[] = await once(owner, 'request');
  assert.ok(isRequest(request) && isResponse(response));
  return { request, response };
}

/** Waits for `close`; unlike `once`, an error before it is no failure. */
function closed(stream: IncomingMessage | ServerResponse): Promise<void> {
  return new Promise((resolve) => stream.once('error', () => undefined).once('close', resolve));
}

function isRequest(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'headers' in value;
}

function isResponse(value: unknown): value is ServerResponse {
  return typeof value === 'object' && value !== null && 'writeHead' in value;
}

describe('nothing of this reaches an owner, and each is answered as a problem', () => {
  const reached: string[] = [];
  const onRequest = ({ url }: IncomingMessage, response: ServerResponse): void => {
    reached.push(url ?? '');
    response.end('{}');
  };
  before(() => owner.on('request', onRequest));
  after(() => owner.off('request', onRequest));

  const twice = `POST /v1/forms HTTP/1.1\r\n${CLOSE}Content-Length: 2\r\n`;
  const cases: [name: string, bytes: string | Buffer, status: number, code: string][] = [
    ['raw bytes in the path', Buffer.from(get('/v1/forms/\xff\x01'), 'latin1'), 400, 'malformed_url'],
    ['a path that is no percent-encoded UTF-8', get('/v1/forms/%ff'), 400, 'malformed_url'],
    [
      'a content length and a transfer encoding',
      `${twice}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'malformed_request',
    ],
    ['two content lengths', `${twice}Content-Length: 3\r\n\r\n{}`, 400, 'malformed_request'],
    [
      '40 KB of headers',
      get('/v1/forms', `${CLOSE}X-Long: ${'x'.repeat(40_000)}\r\n`),
      431,
      'headers_too_large',
    ],
    ['no Host', get('/v1/forms', 'Connection: close\r\n'), 400, 'malformed_request'],
    ['two Hosts', get('/v1/forms', `${CLOSE}Host: b\r\n`), 400, 'malformed_request'],
    ['an unknown expectation', get('/v1/forms', `${CLOSE}Expect: foo\r\n`), 417, 'expectation_failed'],
    ['no HTTP', 'nonsense\r\n\r\n', 400, 'malformed_request'],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 405, 'method_not_allowed'],
    [
      'a method that HTTP does not know',
      `NONSENSE /v1/forms HTTP/1.1\r\n${CLOSE}\r\n`,
      400,
      'malformed_request',
    ],
    ['unfinished headers', 'POST /v1/forms HTTP/1.1\r\nHost: a\r\n', 408, 'request_timeout'],
    ['a path that no service owns', get('/v1/nothing'), 404, 'route_not_found'],
    ['a path outside of /v1', get('/elsewhere'), 404, 'route_not_found'],
    [
      'another method on a page',
      `POST /docs HTTP/1.1\r\n${CLOSE}Content-Length: 0\r\n\r\n`,
      404,
      'route_not_found',
    ],
    ['/v1 itself', get('/v1'), 404, 'route_not_found'],
    ['/v1 and a slash', get('/v1/'), 404, 'route_not_found'],
    ['two slashes', get('//v1/forms'), 404, 'route_not_found'],
    ['a segment that decodes to an owned one', get('/v1/%66orms'), 404, 'route_not_found'],
    ['a target of another scheme', get('ftp://a/v1/forms'), 404, 'route_not_found'],
    ['a target with a user', get('http://user@a/v1/forms'), 400, 'malformed_url'],
    [
      'a transfer coding besides chunked',
      `POST /v1/forms HTTP/1.1\r\n${CLOSE}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      501,
      'unsupported_transfer_coding',
    ],
  ];
  for (const [name, bytes, status, code] of cases) {
    test(name, async () => {
      await isProblem(bytes, status, code);
      assert.deepEqual(reached, []);
    });
  }
  for (const method of ['TRACE', 'PURGE', 'LINK', 'PROPFIND', 'SEARCH', 'MKCOL']) {
    test(`the method ${method}`, async () => {
      await isProblem(`${method} /v1/forms HTTP/1.1\r\n${CLOSE}\r\n`, 404, 'route_not_found');
      assert.deepEqual(reached, []);
    });
  }
});

test('a target with scheme and host is forwarded as its path, with the host in X-Forwarded-Host', async () => {
  const exchange = nextExchange();
  const answer = rawAnswer(port, get('http://shop.example/v1/forms?limit=1'));
  const { request, response } = await exchange;
  response.end('{}');
  assert.equal((await answer).status, 200);
  assert.equal(request.url, '/v1/forms?limit=1');
  assert.equal(request.headers['x-forwarded-host'], 'shop.example');
});

test('the answer of the owner arrives completely before the 400 for garbage behind the request', async () => {
  const exchange = nextExchange();
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /v1/forms HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n');
  const { response } = await exchange;
  response.writeHead(200).write('{"first":');
  const received = text(socket);
  response.end('true}');
  assert.match(
    await received,
    /^HTTP\/1\.1 200 [^]*\{"first":[^]*true\}[^]*HTTP\/1\.1 400 [^]*malformed_request[^]*\}$/,
  );
});

describe('a page can read the problems of the front door on the chat API', () => {
  const origin = 'Origin: https://shop.example\r\n';
  const chat = (method: string, path: string, headers = ''): string =>
    `${method} /v1/chat/${path} HTTP/1.1\r\n${CLOSE}${origin}${headers}\r\n`;
  const isReadable = ({ headers }: RawAnswer): void => {
    assert.match(headers, /access-control-allow-origin: https:\/\/shop\.example\r\n/);
    assert.match(headers, /access-control-expose-headers: x-request-id, retry-after/);
    assert.match(headers, /vary: origin/);
  };

  test('those that need no owner', async () => {
    isReadable(await isProblem(chat('PURGE', 'conversations'), 404, 'route_not_found'));
    isReadable(await isProblem(chat('GET', '%ff'), 400, 'malformed_url'));
    const long = `Content-Length: ${BODY_LIMIT + 1}\r\n`;
    isReadable(await isProblem(chat('POST', 'conversations', long), 413, 'body_too_large'));
    const type = 'Content-Type: ;\r\nContent-Length: 1\r\n';
    isReadable(await isProblem(`${chat('POST', 'conversations', type)}x`, 415, 'unsupported_media_type'));
  });

  test('those about the owner', async () => {
    const exchange = nextExchange();
    const answer = isProblem(chat('POST', 'conversations', 'Content-Length: 0\r\n'), 502, 'upstream_failed');
    (await exchange).request.socket.destroy();
    isReadable(await answer);
  });

  test('an answer of the owner keeps its own headers, and other paths get none', async () => {
    const exchange = nextExchange();
    const answer = rawAnswer(port, chat('GET', 'conversations'));
    (await exchange).response.writeHead(403, { vary: 'origin', 'content-length': 2 }).end('{}');
    assert.equal((await answer).status, 403);
    assert.doesNotMatch((await answer).headers, /access-control/);
    const other = await isProblem(get('/v1/nothing', `${CLOSE}${origin}`), 404, 'route_not_found');
    assert.doesNotMatch(other.headers, /access-control/);
  });

  test('a preflight is answered for any origin, without credentials and without the owner', async () => {
    const answer = await rawAnswer(port, chat('OPTIONS', 'conversations'));
    assert.equal(answer.status, 204);
    assert.match(answer.headers, /access-control-allow-origin: \*/);
    assert.match(answer.headers, /access-control-allow-methods: get, post/);
    assert.doesNotMatch(answer.headers, /credentials/);
  });
});

test('an unfinished body is answered with 408, and the owner sees that the request ends', async () => {
  const exchange = nextExchange();
  const head =
    'POST /v1/forms HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
  const answer = isProblem(head, 408, 'request_timeout');
  const { request } = await exchange;
  const ended = closed(request.resume());
  await answer;
  await ended;
  assert.equal(request.complete, false);
});

test('when the owner answers before it has read the body, the connection still serves the next request', async () => {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (bytes) => (received += String(bytes)));
  const arrived = async (part: string): Promise<void> => {
    while (!received.includes(part)) await once(socket, 'data');
  };
  const refused = nextExchange();
  const body = Buffer.alloc(BODY_LIMIT - 1, 0x20);
  socket.write(`POST /v1/forms HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`);
  socket.write(body);
  const { response } = await refused;
  response.writeHead(413).end('{"code":"body_too_large"}');
  await arrived('body_too_large');
  const second = nextExchange();
  socket.write(get('/v1/forms'));
  (await second).response.end('{"second":true}');
  await arrived('"second":true');
  assert.match(received, /^HTTP\/1\.1 413 /);
  socket.destroy();
});

test('a body of unknown length above the limit is a 413', async () => {
  const exchange = nextExchange();
  const body = Buffer.alloc(BODY_LIMIT + 1, 0x20);
  const bytes = Buffer.concat([
    Buffer.from(
      `POST /v1/forms HTTP/1.1\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`,
    ),
    body,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);
  const answer = isProblem(bytes, 413, 'body_too_large');
  const { request } = await exchange;
  request.on('error', () => undefined).resume();
  await answer;
  assert.equal(request.complete, false);
});

describe('streams', () => {
  /** A request through the front door; its answer as it begins. */
  async function open(
    path: string,
  ): Promise<{ exchange: Exchange; answer: IncomingMessage; leave: () => void }> {
    const arriving = nextExchange();
    const request = httpRequest({ port, host: '127.0.0.1', path, headers: { accept: 'text/event-stream' } });
    request.on('error', () => undefined).end();
    const begun = once(request, 'response');
    const exchange = await arriving;
    exchange.response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const [answer]: unknown[] = await begun;
    assert.ok(isRequest(answer));
    answer.on('error', () => undefined);
    return { exchange, answer, leave: () => request.destroy() };
  }

  test('each piece of an answer arrives before the next one is written', async () => {
    const { exchange, answer, leave } = await open('/v1/forms');
    for (const piece of ['data: one\n\n', 'data: two\n\n', 'data: three\n\n']) {
      const arrived = once(answer, 'data');
      exchange.response.write(piece);
      assert.equal(String((await arrived)[0]), piece);
    }
    leave();
  });

  test('each piece of a body reaches the owner before the next one is sent', async () => {
    const arriving = nextExchange();
    const request = httpRequest({ port, host: '127.0.0.1', path: '/v1/forms', method: 'POST' });
    request.flushHeaders();
    request.write('one');
    const { request: received, response } = await arriving;
    assert.equal(String((await once(received, 'data'))[0]), 'one');
    request.write('two');
    assert.equal(String((await once(received, 'data'))[0]), 'two');
    const answered = once(request, 'response');
    request.end();
    await once(received, 'end');
    response.end('{}');
    await answered;
  });

  test('when the client leaves, the owner sees it', async () => {
    const { exchange, leave } = await open('/v1/chat/conversations/x/stream');
    const ended = closed(exchange.response);
    leave();
    await ended;
    assert.equal(exchange.response.writableFinished, false);
  });

  test('when the owner breaks off, the client sees that the answer is not complete', async () => {
    const { exchange, answer } = await open('/v1/chat/conversations/x/stream');
    exchange.response.write('data: one\n\n');
    await once(answer, 'data');
    const ended = closed(answer);
    exchange.response.destroy();
    await ended;
    assert.equal(answer.complete, false);
  });
});
