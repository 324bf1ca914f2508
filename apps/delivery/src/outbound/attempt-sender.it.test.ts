import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { until } from '@flowforge/testing/until';
import { AttemptSender } from './attempt-sender.client.js';

const TIMEOUT_MS = 500;
const sender = new AttemptSender({ localRun: true, timeoutMs: TIMEOUT_MS });
const post = (port: number) => ({
  workspaceId: 'workspace',
  webhookId: 'webhook',
  method: 'POST' as const,
  origin: `http://127.0.0.1:${port}`,
  path: '/',
  headers: ['content-type', 'text/plain'],
  body: 'x',
});
const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

let answer = '';
const raw = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.end(Buffer.from(answer, 'latin1')));
});

before(async () => {
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
});

after(async () => {
  await sender.close(500);
  raw.close();
});

test('a response that is not HTTP is an endpoint error, not an internal error', async () => {
  for (const garbage of [
    'garbage\r\n\r\n',
    'HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n',
    'HTTP/1.1 000 X\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    'HTTP/1.1 099 X\r\ncontent-length: 0\r\n\r\n',
    'HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  ]) {
    answer = garbage;
    const result = await sender.send(post(portOf(raw)), () => true).result;
    assert.equal(result?.outcome, 'endpoint_error', JSON.stringify({ garbage, result }));
  }
});

test('a response that arrived while the process was paused counts, although the deadline has passed', async () => {
  // The server runs in its own thread: it responds while this thread is paused.
  const endpoint = new Worker(
    `const { createServer } = require('node:http');
     const { parentPort } = require('node:worker_threads');
     const server = createServer((request, response) => {
       parentPort.postMessage('asked');
       setTimeout(() => response.end('ok'), 100);
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  const [port]: unknown[] = await once(endpoint, 'message');
  const asked = once(endpoint, 'message');
  const { result } = sender.send(post(Number(port)), () => true);
  await asked;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TIMEOUT_MS * 2);
  assert.equal((await result)?.outcome, 'delivered');
  await endpoint.terminate();
});

test('a response that does not arrive before the deadline is a timeout', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  assert.equal((await sender.send(post(portOf(silent)), () => true).result)?.outcome, 'endpoint_timeout');
  silent.close();
});

/** Starts a server that calls `serve` with each connection after the first bytes of a request have arrived. */
async function serverOf(serve: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => serve(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Writes `head` once and then `part` as fast as the receiver reads, and counts what was written. */
async function floodOf(head: string, part: string): Promise<{ server: Server; written: () => number }> {
  let written = 0;
  const server = await serverOf((socket) => {
    socket.write(head);
    const write = (): void => {
      while (!socket.destroyed && socket.write(part)) written += part.length;
    };
    socket.on('drain', write);
    write();
  });
  return { server, written: () => written };
}

for (const [what, head, part, outcome] of [
  ['interim responses', '', 'HTTP/1.1 102 Processing\r\n\r\n', 'endpoint_error'],
  ['a status line', 'HTTP/1.1 200 ', 'OK '.repeat(100), 'endpoint_error'],
  ['headers', 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'.repeat(100), 'endpoint_error'],
  ['a body', 'HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n', 'x'.repeat(1_000), 'delivered'],
  ['chunks', 'HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n', 'endpoint_error'],
  [
    'a chunk extension',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;',
    'x'.repeat(1_000),
    'delivered',
  ],
] as const) {
  test(`${what} without end: the attempt ends long before its deadline`, async () => {
    const patient = new AttemptSender({ localRun: true, timeoutMs: 60_000 });
    const { server, written } = await floodOf(head, part);
    const result = await patient.send(post(portOf(server)), () => true).result;
    assert.equal(result?.outcome, outcome, JSON.stringify(result));
    // What the sockets of both sides hold comes in addition to what is read.
    assert.ok(written() < 16 * 1024 * 1024, `${written()} bytes`);
    await patient.close(500);
    server.close();
  });
}

test('a few interim responses before the final one are accepted', async () => {
  const server = await serverOf((socket) => {
    socket.end(
      `${'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(8)}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`,
    );
  });
  assert.equal((await sender.send(post(portOf(server)), () => true).result)?.outcome, 'delivered');
  server.close();
});

test('a request that was never sent is no endpoint timeout: the TLS handshake hangs', async () => {
  const server = await serverOf(() => undefined);
  const request = { ...post(portOf(server)), origin: `https://127.0.0.1:${portOf(server)}` };
  const result = await sender.send(request, () => true).result;
  assert.equal(result?.outcome, 'connection');
  assert.equal(typeof result.timing?.connectMs, 'number');
  assert.equal(result.timing?.tlsMs, null);
  assert.equal(result.timing.firstByteMs, null);
  server.close();
});

test('an attempt has the time of each phase; those of opening only with a new connection', async () => {
  const server = await serverOf((socket) => {
    const write = (): void => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    socket.on('data', write);
    write();
  });
  const request = { ...post(portOf(server)), origin: `http://localhost:${portOf(server)}` };
  const first = await sender.send(request, () => true).result;
  assert.equal(first?.outcome, 'delivered');
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = first.timing ?? assert.fail('no timing');
  assert.ok(dnsMs !== null && connectMs !== null && firstByteMs !== null);
  assert.equal(tlsMs, null);
  assert.ok(dnsMs + connectMs <= firstByteMs && firstByteMs <= totalMs, JSON.stringify(first.timing));
  await until('a connection that is used again', async () => {
    const second = await sender.send(request, () => true).result;
    assert.equal(second?.outcome, 'delivered');
    return second.timing?.dnsMs === null && second.timing.connectMs === null;
  });
  server.close();
});

test('a failed attempt has the headers of the response, within bounds', async () => {
  const lines = Array.from({ length: 100 }, (_, index) => `x-${index}: ${'y'.repeat(100)}\r\n`);
  const server = await serverOf((socket) => {
    socket.end(`HTTP/1.1 503 No\r\nretry-after: 7\r\n${lines.join('')}content-length: 0\r\n\r\n`);
  });
  const result = await sender.send(post(portOf(server)), () => true).result;
  assert.equal(result?.outcome, 'endpoint_error');
  assert.equal(result.retryAfterMs, 7_000);
  const headers = result.headers ?? assert.fail('no headers');
  assert.deepEqual(headers.slice(0, 4), ['retry-after', '7', 'x-0', 'y'.repeat(100)]);
  assert.equal(headers.length, 128);
  server.close();
});
