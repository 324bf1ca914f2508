import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { listenOnFreePort } from '@flowforge/testing/listen';
import { PublicApi } from './public-api.js';

test('a 503 is repeated; any other failure is reported with its status', async () => {
  const statuses = [503, 200, 409];
  const server = createServer((_, response) => {
    response.writeHead(statuses.shift() ?? 500).end('{"id":"1"}');
  });
  const api = new PublicApi(await listenOnFreePort(server), 'key');
  try {
    assert.deepEqual(await api.create('/v1/forms', {}), { id: '1' });
    await assert.rejects(api.create('/v1/forms', {}), /POST \/v1\/forms failed with status 409/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
