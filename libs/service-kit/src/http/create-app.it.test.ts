import 'reflect-metadata';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Body, Controller, Get, Ip, Module, Post, Query, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { createLog } from '../log.js';
import { createApp } from './create-app.js';
import { MapField, TextField } from './fields.js';
import { ListQueryDto } from './list.dto.js';
import { rawAnswer, type RawAnswer } from './raw-answer.testing.js';

/** More than the buffers of two sockets hold. */
const LARGE_BYTES = 30_000_000;

class ThingDto {
  @TextField({ description: 'A text.', max: 100 })
  text: string;

  @MapField({ description: 'Anything.', optional: true })
  map?: Record<string, unknown>;
}

@Controller('things')
class ThingController {
  @Post()
  create(@Body() body: ThingDto): ThingDto {
    return body;
  }

  @Get('slow')
  async slow(): Promise<object> {
    await setImmediate();
    await setImmediate();
    return { slow: true };
  }

  @Get('large')
  large(): object {
    return { text: 'x'.repeat(LARGE_BYTES) };
  }

  @Get()
  list(@Query() query: ListQueryDto, @Ip() ip: string, @Req() request: FastifyRequest): object {
    return { limit: query.limit ?? null, ip, protocol: request.protocol, host: request.host };
  }
}

@Controller('internal/things')
class InternalController {
  @Get()
  poll(): object {
    return {};
  }

  @Get('failing')
  fail(): object {
    throw new Error('failed');
  }
}

@Module({ controllers: [ThingController, InternalController] })
class ThingModule {}

const log = createLog('test', 'silent');
const metrics = new Registry();
let app: NestFastifyApplication;
let port: number;

before(async () => {
  app = await createApp(ThingModule, {
    log,
    metrics,
    bodyLimit: 1_000_000,
    trustProxy: 1,
    bodies: 'json',
  });
  await app.listen(0, '127.0.0.1');
  const address: AddressInfo | string | null = app.getHttpServer().address();
  port = typeof address === 'object' && address ? address.port : 0;
});

after(() => app.close());

const raw = (bytes: string | Buffer): Promise<RawAnswer> => rawAnswer(port, bytes);

const CLOSE = 'Host: a\r\nConnection: close\r\n';

async function isProblem(bytes: string | Buffer, status: number, code: string): Promise<RawAnswer> {
  const answer = await raw(bytes);
  const shown = String(bytes).slice(0, 80);
  assert.equal(answer.status, status, shown);
  assert.match(answer.headers, /content-type: application\/problem\+json/, shown);
  assert.match(answer.headers, /x-content-type-options: nosniff/, shown);
  assert.equal(answer.body.code, code, shown);
  return answer;
}

function post(body: string | Buffer, headers = 'Content-Type: application/json\r\n'): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(
      `POST /things HTTP/1.1\r\n${CLOSE}${headers}Content-Length: ${bytes.length}\r\n\r\n`,
      'latin1',
    ),
    bytes,
  ]);
}

test('a request that is not valid HTTP is answered as a problem', async () => {
  const get = (path: string, headers = CLOSE): string => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
  await isProblem(Buffer.from(get('/things/\xff\x01'), 'latin1'), 400, 'malformed_url');
  await isProblem('nonsense\r\n\r\n', 400, 'malformed_request');
  const twice = `POST /things HTTP/1.1\r\n${CLOSE}Content-Length: 2\r\n`;
  await isProblem(`${twice}Content-Length: 3\r\n\r\n{}`, 400, 'malformed_request');
  await isProblem(`${twice}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400, 'malformed_request');
  for (const coding of ['gzip, chunked', 'identity, chunked']) {
    const head = `POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: ${coding}\r\n\r\n`;
    await isProblem(`${head}c\r\n{"text":"a"}\r\n0\r\n\r\n`, 501, 'unsupported_transfer_coding');
  }
  await isProblem(get('/things', `${CLOSE}X-Long: ${'x'.repeat(40_000)}\r\n`), 431, 'headers_too_large');
  await isProblem(get('/things', 'Connection: close\r\n'), 400, 'malformed_request');
  await isProblem(get('/things', `${CLOSE}Host: b\r\n`), 400, 'malformed_request');
  await isProblem(get('/things', `${CLOSE}Expect: foo\r\n`), 417, 'expectation_failed');
  await isProblem('CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 405, 'method_not_allowed');
  await isProblem(get('/nothing'), 404, 'route_not_found');
  await isProblem(get('/things/%ff'), 400, 'malformed_url');
});

test('a target with scheme and host is the same as its path, and its host replaces the Host header', async () => {
  const get = (target: string): Promise<RawAnswer> => raw(`GET ${target} HTTP/1.1\r\n${CLOSE}\r\n`);
  const listed = await get('http://shop.example:8080/things?limit=7');
  assert.deepEqual([listed.status, listed.body.limit, listed.body.host], [200, 7, 'shop.example:8080']);
  assert.equal((await get('HTTPS://shop.example/things')).status, 200);
  assert.equal((await get('http://shop.example')).body.code, 'route_not_found');
  assert.equal((await get('http://shop.example?limit=7')).body.code, 'route_not_found');
  for (const target of ['http://user@shop.example/things', 'http:///things', 'http://a b/things']) {
    assert.equal((await get(target)).status, 400, target);
  }
  assert.equal((await get('ftp://shop.example/things')).body.code, 'route_not_found');
});

test('an answer that was asked for before the garbage arrives completely, then 400 and the end', async () => {
  const good = 'GET /things/slow HTTP/1.1\r\nHost: a\r\n\r\n';
  for (const requests of [good, good + good]) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${requests}nonsense\r\n\r\n`);
    socket.write('more nonsense');
    const received = await text(socket);
    const statuses = [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    assert.deepEqual(statuses, [...Array(requests.length / good.length).fill('200'), '400'], received);
    assert.ok(received.includes('{"slow":true}'));
    assert.match(received, /"code":"malformed_request"[^}]*}$/);
  }
});

test('an unfinished request is answered with 408 after ten seconds, in its headers as in its body', async () => {
  const startedAt = performance.now();
  await Promise.all([
    isProblem('POST /things HTTP/1.1\r\nHost: a\r\n', 408, 'request_timeout'),
    isProblem(
      'POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      408,
      'request_timeout',
    ),
  ]);
  assert.ok(performance.now() - startedAt > 9_500);
});

test('a body in another encoding, charset or type is 415, bytes that are not UTF-8 are 400', async () => {
  const json = 'Content-Type: application/json\r\n';
  await isProblem(post('{}', `${json}Content-Encoding: gzip\r\n`), 415, 'unsupported_encoding');
  await isProblem(
    post('{}', 'Content-Type: application/json; charset=latin1\r\n'),
    415,
    'unsupported_charset',
  );
  await isProblem(post('{}', 'Content-Type: text/plain\r\n'), 415, 'unsupported_media_type');
  await isProblem(post(Buffer.from('{"text":"\xff"}', 'latin1')), 400, 'malformed_body');
  const ok = await raw(post('{"text":"ü"}', 'Content-Type: application/json; charset="UTF-8"\r\n'));
  assert.equal(ok.status, 201);
});

test('half of a surrogate pair is 422 and names its field, in values and in keys, in bodies and in queries', async () => {
  const fieldsOf = async (bytes: string | Buffer): Promise<string[] | undefined> =>
    (await isProblem(bytes, 422, 'invalid_request')).body.errors?.map(({ field }) => field);
  assert.deepEqual(await fieldsOf(post('{"text":"a\\ud800b"}')), ['text']);
  assert.deepEqual(await fieldsOf(post('{"text":"a","map":{"list":["b","\\udc00"]}}')), ['map.list[1]']);
  assert.deepEqual(await fieldsOf(post('{"text":"a","map":{"k\\ud800":1}}')), ['map.k\ufffd']);
  const query = `GET /things?cursor=%ed%a0%80 HTTP/1.1\r\n${CLOSE}\r\n`;
  assert.deepEqual(await fieldsOf(query), ['cursor']);
  assert.equal((await raw(post('{"text":"\\ud83d\\ude00"}'))).status, 201);
});

test('a limit is digits only, and a large one counts as the cap', async () => {
  const limit = (value: string): Promise<RawAnswer> =>
    raw(`GET /things?limit=${value} HTTP/1.1\r\n${CLOSE}\r\n`);
  for (const value of ['1e1', '0x10', '-1', '', '0', '1.0', '+5', '1&limit=2']) {
    assert.equal((await limit(value)).status, 422, value);
  }
  assert.equal((await limit('7')).body.limit, 7);
  assert.equal((await limit('200')).body.limit, 200);
  assert.equal((await limit('99999999999999999999')).body.limit, 200);
});

test('many unknown fields get a short answer', async () => {
  const fields = (count: number): string =>
    JSON.stringify({
      text: 'a',
      ...Object.fromEntries(Array.from({ length: count }, (_, n) => [`field_${n}`, n])),
    });
  const answer = await isProblem(post(fields(900)), 400, 'unknown_field');
  assert.equal(answer.body.errors?.length, 20);
  assert.match(String(answer.body['detail']), /and 880 more/);
  // Validation of so many fields would hold the event loop, so they are refused before it.
  const many = await isProblem(post(fields(10_000)), 400, 'malformed_body');
  assert.match(String(many.body['detail']), /more than 1000 fields/);
  const inner = await isProblem(post(`{"map":${fields(10_000)}}`), 422, 'invalid_request');
  assert.deepEqual(inner.body.errors, [{ field: 'map', message: 'may hold at most 1000 entries' }]);
  const lists = JSON.stringify({ map: { a: Array(900).fill(Array(12).fill(1)) } });
  const values = await isProblem(post(lists), 400, 'malformed_body');
  assert.match(String(values.body['detail']), /more than 10000 values/);
});

test('of the addresses that a request lists, the last is the client when one proxy is trusted', async () => {
  const headers = 'X-Forwarded-For: 9.9.9.9, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n';
  const { body } = await raw(`GET /things HTTP/1.1\r\n${CLOSE}${headers}X-Forwarded-Host: shop\r\n\r\n`);
  assert.deepEqual(body, { limit: null, ip: '203.0.113.7', protocol: 'https', host: 'shop' });
});

test('no answer is stored by a cache or shown in a frame', async () => {
  const { headers } = await raw(`GET /things HTTP/1.1\r\n${CLOSE}\r\n`);
  for (const header of ['cache-control: no-store', 'x-frame-options: deny', 'referrer-policy: no-referrer']) {
    assert.ok(headers.includes(header), header);
  }
  assert.match(headers, /content-security-policy: default-src 'none'; frame-ancestors 'none'/);
});

test('a client that closes its connection does not end the process', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{');
  socket.resetAndDestroy();
  await once(socket, 'close');
  assert.equal((await raw(post('{"text":"a"}'))).status, 201);
});

test('polls of other services are not measured while they are answered', async () => {
  for (const path of ['/internal/things', '/internal/things/failing', '/things'])
    await raw(`GET ${path} HTTP/1.1\r\n${CLOSE}\r\n`);
  // A request is measured after its answer was sent.
  const failing = /route="\/internal\/things\/failing",status_class="5xx"/;
  while (!failing.test(await metrics.metrics())) await setImmediate();
  assert.doesNotMatch(await metrics.metrics(), /route="\/internal\/things",/);
});

test('a client that does not read its answer loses its connection', async () => {
  const impatient = await createApp(ThingModule, {
    log,
    metrics: new Registry(),
    bodyLimit: 1_000,
    trustProxy: false,
    bodies: 'json',
    idleTimeoutMs: 200,
  });
  try {
    await impatient.listen(0, '127.0.0.1');
    const address: AddressInfo | string | null = impatient.getHttpServer().address();
    const socket = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
    socket.on('error', () => undefined);
    // No listener for data: nothing is read.
    socket.write('GET /things/large HTTP/1.1\r\nHost: a\r\n\r\n');
    const [accepted] = await once(impatient.getHttpServer(), 'connection');
    await once(accepted, 'close');
    socket.destroy();
  } finally {
    await impatient.close();
  }
});
