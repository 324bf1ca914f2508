import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { PendingChanges } from './pending-changes.client.js';

test('a registry that refuses the requests is logged, not at each request', async () => {
  let requests = 0;
  const registry = createServer((_, response) => {
    requests += 1;
    response.writeHead(401).end();
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const address = registry.address();
  assert.ok(address !== null && typeof address === 'object');
  const lines: unknown[] = [];
  const pending = new PendingChanges(
    [`http://127.0.0.1:${address.port}`],
    KeyRing.parse(`k1:${randomBytes(32).toString('base64')}`),
    { error: (...line: unknown[]) => void lines.push(line[1]) },
  );
  try {
    assert.equal(await pending.read(), null);
    assert.equal(await pending.read(), null);
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
  assert.equal(requests, 2);
  assert.deepEqual(lines, ['routing.request_refused']);
});
