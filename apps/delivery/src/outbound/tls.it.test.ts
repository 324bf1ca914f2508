import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { CERTIFICATE, KEY } from '@flowforge/messaging/localhost-certificate.fixture';

/** What the child process prints for each origin. */
interface Printed {
  outcome: string;
  detail: string | null;
  timing: { connectMs: number | null; tlsMs: number | null };
}

const served: { name: string; resumed: boolean }[] = [];
const endpoint = createServer({ key: KEY, cert: CERTIFICATE }, (_, response) =>
  response.setHeader('connection', 'close').end('ok'),
);
endpoint.on('secureConnection', (socket) => {
  const name: unknown = Reflect.get(socket, 'servername');
  served.push({ name: String(name), resumed: socket.isSessionReused() });
});
endpoint.on('tlsClientError', () => undefined);
let folder: string;
let port: number;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tls-'));
  await writeFile(join(folder, 'ca.pem'), CERTIFICATE);
  endpoint.listen(0);
  await once(endpoint, 'listening');
  ({ port } = endpoint.address() as AddressInfo);
});
after(async () => {
  endpoint.close();
  await rm(folder, { recursive: true });
});

/** Sends one request to each host, one after the other, from a process that trusts the certificate of the file. */
async function attempts(hosts: readonly string[], trusted: boolean): Promise<Printed[]> {
  const script = `
    const { AttemptSender } = await import(${JSON.stringify(new URL('attempt-sender.client.js', import.meta.url).href)});
    const sender = new AttemptSender({ localRun: true, timeoutMs: 5000 });
    const results = [];
    for (const host of ${JSON.stringify(hosts)}) {
      const request = { webhookId: 'w', method: 'POST', origin: 'https://' + host + ':${port}', path: '/', headers: [], body: 'x' };
      results.push(await sender.send(request, () => true).result);
    }
    await sender.close(100);
    console.log(JSON.stringify(results));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: trusted ? { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } : process.env,
    timeout: 30_000,
  });
  const printed: Printed[] = JSON.parse(stdout);
  return printed;
}

test('a handshake has its time, and the next one to the same host is resumed', async () => {
  const results = await attempts(['localhost', 'localhost'], true);
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    ['delivered', 'delivered'],
  );
  for (const { timing } of results) assert.ok(timing.connectMs !== null && timing.tlsMs !== null);
  assert.deepEqual(served, [
    { name: 'localhost', resumed: false },
    { name: 'localhost', resumed: true },
  ]);
});

test('a certificate for another name is refused each time', async () => {
  for (const { outcome, detail, timing } of await attempts(['127.0.0.1', '127.0.0.1'], true)) {
    assert.deepEqual([outcome, detail, timing.tlsMs], ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', null]);
  }
});

test('a certificate that is not trusted is refused', async () => {
  const [result] = await attempts(['localhost'], false);
  assert.deepEqual([result?.outcome, result?.detail], ['tls', 'DEPTH_ZERO_SELF_SIGNED_CERT']);
});
