import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { OpenConnections } from './open-connections.js';

const LIMIT_MS = 60_000;
const NOTICE_MS = 2_000;
let server: Server;
let connections: OpenConnections;
let port = 0;
let answer: (response: ServerResponse) => void = (response) => response.end('ok');

beforeEach(async () => {
  answer = (response) => response.end('ok');
  server = createServer((_, response) => answer(response));
  connections = new OpenConnections(server, LIMIT_MS);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address && typeof address === 'object') port = address.port;
});
afterEach(() => server.closeAllConnections());

async function request(agent: Agent): Promise<IncomingMessage> {
  const sent = get({ host: '127.0.0.1', port, agent });
  const [response]: IncomingMessage[] = await once(sent, 'response');
  assert.ok(response);
  response.resume();
  await once(response, 'end');
  return response;
}

test('a connection that was just used may send its next request, whose answer says that it is the last', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = await request(agent);
  assert.equal(first.headers.connection, 'keep-alive');
  const closed = connections.close(LIMIT_MS, LIMIT_MS, () => undefined);
  // Let the event loop close what it would close.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = await request(agent);
  assert.equal(second.headers.connection, 'close');
  await closed;
  await assert.rejects(request(agent), { code: 'ECONNREFUSED' });
});

test('a request that runs is answered, and its answer says that the connection closes', async () => {
  const started = new Promise<ServerResponse>((resolve) => (answer = resolve));
  const running = request(new Agent({ keepAlive: true }));
  const response = await started;
  const closed = connections.close(LIMIT_MS, NOTICE_MS, () => undefined);
  response.end('late');
  assert.equal((await running).headers.connection, 'close');
  await closed;
});

test('a connection that nobody has used for a while is closed at once, and nothing waits for it', async () => {
  const idle = connect(port, '127.0.0.1');
  await once(idle, 'connect');
  const ended = once(idle, 'close');
  idle.resume();
  await connections.close(LIMIT_MS, 0, () => undefined);
  await ended;
});

test('an answer that does not end is ended after the notice', async () => {
  const started = new Promise<ServerResponse>((resolve) => (answer = resolve));
  const streaming = request(new Agent({ keepAlive: true }));
  const stream = await started;
  stream.write('part');
  await connections.close(LIMIT_MS, NOTICE_MS, () => stream.end());
  assert.equal((await streaming).statusCode, 200);
});
