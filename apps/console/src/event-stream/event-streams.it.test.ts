import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { RunningConsole } from '../running-console.testing.js';
import { EventStreams } from './event-streams.service.js';

/** Streams through a front door with real sockets, and a fake service behind it that keeps each stream open. */

const PATH = '/v1/chat/conversations/x/stream';
/** The service's side of each open stream. */
const open = new Set<ServerResponse>();

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (decodeURIComponent(request.url ?? '').endsWith('/stream')) {
    open.add(response);
    response.once('close', () => open.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  } else {
    request.resume().once('end', () => response.writeHead(201).end('{"messages":[]}'));
  }
}

/** Opens a stream on a connection of its own; resolves when the headers have arrived. */
function openStream(
  port: number,
  path = PATH,
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', agent: false, path, headers };
    httpRequest(options, (stream) => resolve(stream.on('error', () => undefined)))
      .on('error', reject)
      .end();
  });
}

async function problemOf(stream: IncomingMessage): Promise<[number | undefined, unknown]> {
  const { code }: { code: unknown } = JSON.parse(await text(stream));
  return [stream.statusCode, code];
}

describe('a thousand open streams', () => {
  let door: RunningConsole;
  let streams: IncomingMessage[];
  before(async () => {
    door = await RunningConsole.start(answer, { MAX_STREAMS_PER_NETWORK: '2000' });
    streams = [];
    // The second half is spelled in another way that the service accepts.
    const paths = [PATH, '/v1/chat/conversations/x/%73tream'];
    for (let round = 0; round < 20; round += 1) {
      const path = paths[round % 2];
      streams.push(...(await Promise.all(Array.from({ length: 50 }, () => openStream(door.port, path)))));
    }
  });
  after(() => door.stop());

  test('leave the connections of all other requests free', async () => {
    assert.equal(open.size, 1_000);
    const sent = Array.from({ length: 50 }, () =>
      fetch(`${door.url}/v1/chat/conversations/x/messages`, {
        method: 'POST',
        body: '{"text":"hello"}',
        signal: AbortSignal.timeout(5_000),
      }),
    );
    for (const { status } of await Promise.all(sent)) assert.equal(status, 201);
    assert.equal(open.size, 1_000);
  });

  test('end together in a drain, each with a time of its own for the reconnect, and no other one opens', async () => {
    const received = streams.map((stream) => text(stream));
    door.app.get(EventStreams).endAll();
    const hints = (await Promise.all(received)).map((stream) => /^retry: (\d+)\n\n$/.exec(stream)?.[1]);
    assert.ok(streams.every((stream) => stream.complete));
    assert.ok(hints.every((hint) => Number(hint) >= 1_000 && Number(hint) <= 5_000));
    assert.ok(new Set(hints).size > 500);
    assert.deepEqual(await problemOf(await openStream(door.port)), [503, 'streams_unavailable']);
    await until('the service to see the end of each stream', () => open.size === 0);
  });
});

describe('the bounds', () => {
  let door: RunningConsole;
  before(async () => {
    door = await RunningConsole.start(answer, {
      MAX_STREAMS: '3',
      MAX_STREAMS_PER_NETWORK: '2',
      TRUST_PROXY: '127.0.0.1',
    });
  });
  after(() => door.stop());
  const from = (address: string): Promise<IncomingMessage> =>
    openStream(door.port, PATH, { 'x-forwarded-for': address });

  test('a network has its own, all together have one, and a stream that ends makes room', async () => {
    const first = await from('2001:db8::1');
    await from('2001:db8::2');
    assert.deepEqual(await problemOf(await from('2001:db8::3')), [429, 'too_many_streams']);
    await from('203.0.113.9');
    assert.deepEqual(await problemOf(await from('203.0.113.10')), [503, 'streams_unavailable']);
    assert.equal(open.size, 3);
    first.destroy();
    await until('room for one stream', async () => (await from('203.0.113.10')).statusCode === 200);
  });

  test('a page can read the refusal', async () => {
    const refused = await openStream(door.port, PATH, {
      'x-forwarded-for': '203.0.113.11',
      origin: 'https://shop.example',
    });
    assert.equal(refused.headers['access-control-allow-origin'], 'https://shop.example');
    assert.equal(refused.headers['retry-after'], '5');
    refused.destroy();
  });
});

describe('back-pressure', () => {
  test('the service is not read faster than the client reads', async () => {
    const door = await RunningConsole.start(answer);
    try {
      const stream = await openStream(door.port);
      const [service] = open;
      assert.ok(service);
      // The client does not read. What the sockets and the front door do not take stays with the service.
      const chunk = `data: ${'x'.repeat(64 * 1024)}\n\n`;
      let written = 0;
      const total = 400;
      while (written < total && service.writableLength < 1024 * 1024) {
        written += 1;
        service.write(chunk);
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(written < total, 'all 25 MB were taken');
      service.end();
      const { length } = await text(stream);
      assert.ok(length >= written * chunk.length);
    } finally {
      await door.stop();
    }
  });
});
