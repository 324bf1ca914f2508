import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { AttemptExchange } from './attempt-exchange.client.js';
import { AddressResolver } from './address-resolver.client.js';
import { EndpointConnector } from './endpoint-connector.client.js';
import { HostsFile } from './hosts-file.client.js';
import { WebhookConnections } from './webhook-connections.client.js';

const SLOTS = 8;
const LIMITS = { connectionSlotsPerOrigin: SLOTS, keptConnections: 100 };
const TIMEOUT_MS = 20_000;

/** An endpoint that answers at once, except below /hang, where it answers when it is told to. */
const hanging = new Map<string, ServerResponse[]>();
let connected = 0;
const endpoint = createServer((request, response) => {
  const path = request.url ?? '';
  if (path.startsWith('/hang')) {
    hanging.set(path, [...(hanging.get(path) ?? []), response]);
    return;
  }
  if (path === '/short') response.setHeader('keep-alive', 'timeout=3');
  if (path === '/close') response.setHeader('connection', 'close');
  response.end('ok');
});
endpoint.on('connection', () => (connected += 1));
endpoint.keepAliveTimeout = 60_000;

const connector = new EndpointConnector(true, new AddressResolver(new HostsFile()));
let origin = '';
let connections = new WebhookConnections(connector, LIMITS);

before(async () => {
  endpoint.listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  const address = endpoint.address() as AddressInfo;
  origin = `http://127.0.0.1:${address.port}`;
});
after(() => endpoint.close());
afterEach(async () => {
  answer();
  await connections.close(1_000);
  await until('connections to close', () => connections.open === 0);
  hanging.clear();
  connected = 0;
  connections = new WebhookConnections(connector, LIMITS);
});

/** Answers everything that hangs. */
function answer(): void {
  for (const response of [...hanging.values()].flat()) if (!response.writableEnded) response.end('late');
}

function send(
  webhookId: string,
  path: string,
  timeoutMs = TIMEOUT_MS,
  slotWaitMs = TIMEOUT_MS,
): AttemptExchange {
  const request = {
    workspaceId: 'workspace',
    webhookId,
    method: 'POST',
    origin,
    path,
    headers: ['content-type', 'text/plain'],
    body: 'x',
  } as const;
  const attempt = new AttemptExchange(
    { ...request, headers: [...request.headers] },
    () => true,
    connections,
    timeoutMs,
    false,
  );
  attempt.start(slotWaitMs);
  return attempt;
}
const hangingAt = (path: string): number => hanging.get(path)?.length ?? 0;

describe('webhooks on one host', () => {
  test('a healthy webhook is served while four others hang with more requests than there are slots', async () => {
    const stuck = ['a', 'b', 'c', 'd'].flatMap((id) =>
      Array.from({ length: SLOTS }, () => send(id, `/hang/${id}`)),
    );
    await until('the requests to arrive', () => hangingAt('/hang/a') === SLOTS);
    let ended = 0;
    for (const { result } of stuck) void result.then(() => (ended += 1));
    for (let round = 0; round < 50; round += 1) {
      assert.equal((await send('healthy', '/ok').result)?.outcome, 'delivered');
    }
    assert.equal(ended, 0);
    for (const attempt of stuck) attempt.cancel();
  });

  test('their slots are divided equally; a webhook that comes later gets its share at once', async () => {
    const attempts = Array.from({ length: SLOTS * 2 }, () => send('first', '/hang/first'));
    await until('the requests to arrive', () => hangingAt('/hang/first') === SLOTS);
    attempts.push(...Array.from({ length: SLOTS }, () => send('second', '/hang/second')));
    await until('the requests to arrive', () => hangingAt('/hang/second') === SLOTS / 2);
    // The first one gives back what is more than its share.
    answer();
    await until('the requests to arrive', () => hangingAt('/hang/first') === SLOTS + SLOTS / 2);
    await until('the requests to arrive', () => hangingAt('/hang/second') === SLOTS);
    assert.equal(hangingAt('/hang/first'), SLOTS + SLOTS / 2);
    await until('the rest of the requests to arrive', () => {
      answer();
      return hangingAt('/hang/first') === SLOTS * 2;
    });
    answer();
    for (const attempt of attempts) assert.equal((await attempt.result)?.outcome, 'delivered');
  });

  test('each keeps one slot when there are more webhooks than slots', async () => {
    const ids = Array.from({ length: SLOTS * 3 }, (_, index) => String(index));
    const attempts = ids.flatMap((id) => [send(id, `/hang/${id}`), send(id, `/hang/${id}`)]);
    await until('the requests to arrive', () => ids.every((id) => hangingAt(`/hang/${id}`) >= 1));
    for (const attempt of attempts) attempt.cancel();
  });
});

describe('a request that waits for a slot', () => {
  test('is not sent when it gets none in time, and is no attempt', async () => {
    const stuck = Array.from({ length: SLOTS }, () => send('a', '/hang/a'));
    await until('the requests to arrive', () => hangingAt('/hang/a') === SLOTS);
    assert.equal(await send('a', '/hang/a', TIMEOUT_MS, 50).result, null);
    assert.equal(hangingAt('/hang/a'), SLOTS);
    for (const attempt of stuck) attempt.cancel();
  });

  test('has its whole deadline from its slot on', async () => {
    const stuck = Array.from({ length: SLOTS }, () => send('a', '/hang/a'));
    await until('the requests to arrive', () => hangingAt('/hang/a') === SLOTS);
    const waiting = send('a', '/ok', 500);
    let ended = false;
    void waiting.result.then(() => (ended = true));
    // As long as a deadline, measured by an attempt that has a slot.
    assert.equal((await send('b', '/hang/b', 500).result)?.outcome, 'endpoint_timeout');
    assert.equal(ended, false);
    const freedAt = performance.now();
    answer();
    const result = await waiting.result;
    assert.equal(result?.outcome, 'delivered');
    // The wait for the slot does not count. One millisecond for rounding.
    const sinceSlotMs = performance.now() - freedAt;
    assert.ok(
      result.durationMs <= sinceSlotMs + 1,
      `${result.durationMs} ms, ${sinceSlotMs} ms since the slot`,
    );
    for (const attempt of stuck) await attempt.result;
  });

  test('is cancelled without a trace', async () => {
    const stuck = Array.from({ length: SLOTS }, () => send('a', '/hang/a'));
    await until('the requests to arrive', () => hangingAt('/hang/a') === SLOTS);
    const waiting = send('a', '/ok');
    waiting.cancel();
    assert.equal(await waiting.result, null);
    for (const attempt of stuck) attempt.cancel();
  });
});

describe('connections', () => {
  test('are used again, one after the other', async () => {
    for (let round = 0; round < 20; round += 1)
      assert.equal((await send('a', '/ok').result)?.outcome, 'delivered');
    assert.ok(connected <= 2, `${connected} connections`);
  });

  test('serve the next request to the origin, whichever webhook sends it', async () => {
    for (let id = 0; id < 20; id += 1)
      assert.equal((await send(String(id), '/ok').result)?.outcome, 'delivered');
    assert.ok(connected <= 2, `${connected} connections`);
  });

  test('are kept for the next burst, also when more webhooks than slots use the origin', async () => {
    const ids = Array.from({ length: SLOTS * 3 }, (_, index) => String(index));
    const burst = async (): Promise<void> => {
      const attempts = ids.map((id) => send(id, '/hang'));
      await until('the requests to arrive', () => hangingAt('/hang') === ids.length);
      answer();
      await Promise.all(attempts.map(({ result }) => result));
      hanging.clear();
    };
    await burst();
    // By the end of another request, all connections have come back.
    await send('other', '/ok').result;
    await burst();
    assert.equal(connected, ids.length);
  });

  test('are closed when the endpoint says so, and after their time unused', async () => {
    for (let round = 0; round < 3; round += 1) await send('a', '/close').result;
    await until('connections to close', () => connections.open === 0);
    await send('a', '/short').result;
    await until('connections to close', () => connections.open === 0, 5_000);
  });

  test('are kept up to a limit', async () => {
    connections = new WebhookConnections(connector, { connectionSlotsPerOrigin: SLOTS, keptConnections: 3 });
    const attempts = Array.from({ length: 6 }, () => send('a', '/hang/a'));
    await until('the requests to arrive', () => hangingAt('/hang/a') === 6);
    answer();
    for (const attempt of attempts) await attempt.result;
    await until('connections to close', () => connections.open === 3);
  });

  test('are closed at the end: what waits is cancelled at once, what runs may end in time', async () => {
    const running = Array.from({ length: SLOTS }, () => send('a', '/hang/a'));
    await until('the requests to arrive', () => hangingAt('/hang/a') === SLOTS);
    const waiting = send('a', '/ok');
    const closed = connections.close(20_000);
    assert.equal(await waiting.result, null);
    answer();
    await closed;
    for (const attempt of running) assert.equal((await attempt.result)?.outcome, 'delivered');
    const hung = send('b', '/hang/b');
    await until('the request to arrive', () => hangingAt('/hang/b') === 1);
    await connections.close(10);
    assert.equal(await hung.result, null);
    await until('connections to close', () => connections.open === 0);
  });

  test('do not leak when attempts are cancelled at any moment', async () => {
    const attempts = Array.from({ length: 200 }, (_, index) =>
      send(String(index % 7), index % 2 === 0 ? '/hang/x' : '/ok'),
    );
    for (const [index, attempt] of attempts.entries()) {
      if (index % 3 === 0) attempt.cancel();
      else if (index % 3 === 1) setImmediate(() => attempt.cancel());
    }
    await until('the requests to arrive', () => hangingAt('/hang/x') > 0);
    for (const attempt of attempts) attempt.cancel();
    await Promise.all(attempts.map(({ result }) => result));
    await until('connections to close', () => connections.open <= 7 * SLOTS);
    assert.equal((await send('other', '/ok').result)?.outcome, 'delivered');
  });
});
