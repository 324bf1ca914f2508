import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { bodyOf, RunningConsole } from '../running-console.testing.js';
import { FakeRegistry } from '../session/fake-registry.testing.js';

/** What the built-in receiver of a local run got, at the real front door. */

const registry = new FakeRegistry();
const secrets: unknown[] = [];
const receiver = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify({ items: [{ path: request.url }], total: 1 }));
    return;
  }
  void bodyOf(request).then(({ secret }) => {
    if (typeof secret === 'string') secrets.push(secret);
    response.writeHead(typeof secret === 'string' ? 201 : 400).end('{}');
  });
});
let door: RunningConsole;
let receiverUrl: string;

before(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port }: AddressInfo = Object(receiver.address());
  receiverUrl = `http://127.0.0.1:${port}`;
  door = await RunningConsole.start(registry.answer, { RECEIVER_URL: receiverUrl });
});
after(async () => {
  await door.stop();
  receiver.close();
});

const cookie = (): string => `flowforge_session=${registry.open()}`;
const read = (headers: Record<string, string>, at = door): Promise<Response> =>
  fetch(`${at.url}/receiver/received`, { headers });
const add = (body: object, headers: Record<string, string>): Promise<Response> =>
  fetch(`${door.url}/receiver/secrets`, { method: 'POST', body: JSON.stringify(body), headers });

async function refused(answer: Promise<Response>, status: number, code: string): Promise<void> {
  const response = await answer;
  const problem: { code: unknown } = JSON.parse(await response.text());
  assert.deepEqual([response.status, problem.code], [status, code]);
}

test('a user who has signed in sees the endpoint and the newest webhooks', async () => {
  const response = await read({ cookie: cookie() });
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await response.json(), {
    endpoint: `${receiverUrl}/get-started`,
    items: [{ path: '/received?limit=20' }],
  });
});

test('nobody else does: no session, an ended one, and an api key are refused', async () => {
  await refused(read({}), 401, 'session_required');
  await refused(read({ authorization: 'Bearer ff_key' }), 401, 'session_required');
  await refused(read({ cookie: `flowforge_session=ffs_${'a'.repeat(43)}` }), 401, 'session_ended');
});

test('a secret is handed to the receiver, from a page of the console only', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  await refused(add({ secret }, { cookie: cookie() }), 403, 'wrong_origin');
  await refused(add({ secret }, { cookie: cookie(), origin: 'https://evil.example' }), 403, 'wrong_origin');
  await refused(add({ secret }, { origin: door.url }), 401, 'session_required');
  assert.deepEqual(secrets, []);
  assert.equal((await add({ secret }, { cookie: cookie(), origin: door.url })).status, 204);
  assert.deepEqual(secrets, [secret]);
  await refused(add({}, { cookie: cookie(), origin: door.url }), 422, 'secret_not_valid');
});

test('without a receiver there is no such route, and one that is away is a 503', async () => {
  const deployed = await RunningConsole.start(registry.answer);
  const alone = await RunningConsole.start(registry.answer, { RECEIVER_URL: 'http://127.0.0.1:9' });
  try {
    await refused(read({ cookie: cookie() }, deployed), 404, 'route_not_found');
    await refused(read({ cookie: cookie() }, alone), 503, 'receiver_unavailable');
  } finally {
    await deployed.stop();
    await alone.stop();
  }
});
