import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { RunningConsole } from '../running-console.testing.js';

const LIMIT = 3;
/** Requests that the service behind the front door has not answered. */
const waiting: ServerResponse[] = [];
let answersAtOnce = false;
let running: RunningConsole;

const send = (): Promise<Response> => fetch(`${running.url}/v1/chat/conversations`);

before(async () => {
  const limits = { MAX_REQUESTS_PER_NETWORK: String(LIMIT) };
  running = await RunningConsole.start((_, response) => {
    if (answersAtOnce) response.end('{}');
    else waiting.push(response);
  }, limits);
});
after(() => running.stop());

test('a network that has too many requests at once gets a 429, and may go on when they are answered', async () => {
  const first = Array.from({ length: LIMIT }, send);
  await until('all requests to arrive', () => waiting.length === LIMIT);
  const refused = await send();
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('retry-after'), '1');
  const problem: unknown = await refused.json();
  assert.ok(problem instanceof Object && 'code' in problem);
  assert.equal(problem.code, 'too_many_requests');
  for (const response of waiting.splice(0)) response.end('{}');
  for (const answer of await Promise.all(first)) assert.equal(await answer.text(), '{}');
  const next = send();
  await until('the next request to arrive', () => waiting.length === 1);
  waiting.pop()?.end('{}');
  assert.equal((await next).status, 200);
});

test('requests that wait behind another one on a connection free their slots when it closes', async () => {
  const socket = connect(running.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /v1/chat/conversations HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(LIMIT));
  await until('all requests to arrive', () => waiting.length === LIMIT);
  // The first is not answered, so the answers of the others wait for it.
  for (const response of waiting.slice(1)) response.end('{}');
  socket.destroy();
  answersAtOnce = true;
  await until('all slots to be free', async () => {
    const answers = await Promise.all(Array.from({ length: LIMIT }, send));
    return answers.every(({ status }) => status === 200);
  });
});
