import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a service that is still starting ends with 0 on SIGTERM, also as process 1 of a container', async (t) => {
  // Accepts connections and answers nothing, so that the start waits.
  const postgres = createServer().listen(0, '127.0.0.1');
  t.after(() => postgres.close());
  await once(postgres, 'listening');
  const address = postgres.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const main = fileURLToPath(new URL('../../../apps/registry/dist/main.js', import.meta.url));
  const service = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/db`,
      NATS_URL: 'nats://u:p@127.0.0.1:1',
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    },
    stdio: 'ignore',
  });
  t.after(() => service.kill('SIGKILL'));
  const exited = once(service, 'exit');
  await once(postgres, 'connection');
  service.kill('SIGTERM');
  // Without a handler of its own the process would end by the signal, and as process 1 it would not end at all.
  assert.deepEqual(await exited, [0, null]);
});
