import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { AttemptSender } from './attempt-sender.client.js';

const TIMEOUT_MS = 500;
const sender = new AttemptSender({ localRun: true, timeoutMs: TIMEOUT_MS });
const post = (port: number) => ({
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
