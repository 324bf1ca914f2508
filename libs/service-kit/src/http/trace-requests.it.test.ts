import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTracing } from '@flowforge/tracing/start-tracing';
import type { Tracing } from '@flowforge/tracing/tracing';
import { fastify, type FastifyRequest } from 'fastify';
import { requestSpan, traceRequests } from './trace-requests.js';

let tracing: Tracing;

before(async () => {
  tracing = await startTracing(
    {
      endpoint: 'http://127.0.0.1:9',
      headers: {},
      serviceName: 'test',
      serviceVersion: '1',
      sampler: 'parentbased_always_on',
      ratio: 1,
    },
    { failed: () => undefined, resumed: () => undefined },
  );
});
after(() => tracing.stop(0));

test('a route of event streams has no span, and a client cannot turn off that of another route', async () => {
  const app = fastify();
  traceRequests(app, false);
  const hasSpan = async (request: FastifyRequest): Promise<boolean> => requestSpan(request) !== undefined;
  for (const route of ['/messages/:id', '/:id/stream', '/proxy/*']) app.get(route, hasSpan);
  for (const [path, expected] of [
    ['/messages/a?x=/stream', 'true'],
    ['/messages/stream', 'true'],
    ['/a/stream?x=1', 'false'],
    ['/proxy/a/stream?x=1', 'false'],
    ['/proxy/a?x=/stream', 'true'],
  ] as const)
    assert.equal((await app.inject(path)).body, expected, path);
  await app.close();
});
