import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { open, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { until } from '@flowforge/testing/until';
import { AddressResolver } from './address-resolver.client.js';
import type { AttemptRequest } from './attempt-exchange.client.js';
import { AttemptSender } from './attempt-sender.client.js';
import { TestDnsServer } from './dns-server.testing.js';
import { HostsFile } from './hosts-file.client.js';

const NAME = 'hooks.example.com';
let received = 0;
let endpoint: Server;
let port: number;
let dns: TestDnsServer;
let resolver: AddressResolver;
/** Loopback addresses are allowed in a local run, and play the part of public ones here. */
let local: AttemptSender;
let strict: AttemptSender;

before(async () => {
  endpoint = createServer((_, response) => {
    received += 1;
    response.setHeader('connection', 'close').end('ok');
  });
  endpoint.listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  ({ port } = endpoint.address() as AddressInfo);
});
after(() => endpoint.close());
beforeEach(async () => {
  received = 0;
  dns = await TestDnsServer.start();
  resolver = new AddressResolver(new HostsFile(), [dns.server]);
  local = new AttemptSender({ localRun: true, timeoutMs: 5_000 }, resolver);
  strict = new AttemptSender({ localRun: false, timeoutMs: 5_000 }, resolver);
});
afterEach(async () => {
  await local.close(1_000);
  await strict.close(1_000);
  dns.stop();
});

const always = (): boolean => true;
const post = (origin: string): AttemptRequest => ({
  workspaceId: 'workspace',
  webhookId: 'webhook',
  method: 'POST',
  origin,
  path: '/',
  headers: ['content-type', 'text/plain'],
  body: 'x',
});
const outcomeAt = async (sender: AttemptSender, origin: string): Promise<string | undefined> =>
  (await sender.send(post(origin), always).result)?.outcome;

describe('a name with an address that is not public is blocked before anything is sent', () => {
  for (const [what, zone] of [
    ['one private address', { a: ['10.0.0.1'] }],
    ['the address of a metadata service', { a: ['169.254.169.254'] }],
    ['a loopback address', { a: ['127.0.0.1'] }],
    ['public and private addresses', { a: ['198.41.0.4', '10.0.0.1'] }],
    ['a public IPv4 and a private IPv6 address', { a: ['198.41.0.4'], aaaa: ['fd00::1'] }],
    ['an IPv4 address in an IPv6 one', { aaaa: ['0:0:0:0:0:ffff:a00:1'] }],
  ] as const) {
    test(what, async () => {
      dns.zones.set(NAME, zone);
      assert.equal(await outcomeAt(strict, `https://${NAME}`), 'blocked');
      assert.equal(received, 0);
    });
  }

  test('loopback and private addresses, in a local run', async () => {
    dns.zones.set(NAME, { a: ['127.0.0.1', '10.0.0.1'] });
    assert.equal(await outcomeAt(local, `http://${NAME}:${port}`), 'blocked');
    assert.equal(received, 0);
  });
});

test('a connection goes to the address that was checked, with one lookup', async () => {
  dns.zones.set(NAME, { a: ['127.0.0.1'], ttl: 0 });
  assert.equal(await outcomeAt(local, `http://${NAME}:${port}`), 'delivered');
  assert.deepEqual(dns.queries.sort(), [`A ${NAME}`, `AAAA ${NAME}`]);
});

test('an answer that changes from a public to a private address is blocked as soon as it is known', async () => {
  dns.zones.set(NAME, { a: ['127.0.0.1'], ttl: 0 });
  assert.equal(await outcomeAt(local, `http://${NAME}:${port}`), 'delivered');
  dns.zones.set(NAME, { a: ['10.0.0.1'], ttl: 0 });
  const outcomes = new Set<string | undefined>();
  await until('the new answer', async () => {
    const outcome = await outcomeAt(local, `http://${NAME}:${port}`);
    outcomes.add(outcome);
    return outcome === 'blocked';
  });
  // Before that, the answer that was kept leads to the address that was checked.
  outcomes.delete('delivered');
  assert.deepEqual([...outcomes], ['blocked']);
});

test('an answer from the cache is checked at each connect', async () => {
  dns.zones.set(NAME, { a: ['127.0.0.1'] });
  assert.equal(await outcomeAt(local, `http://${NAME}:${port}`), 'delivered');
  const asked = dns.queries.length;
  assert.equal(await outcomeAt(strict, `https://${NAME}`), 'blocked');
  assert.equal(dns.queries.length, asked);
  assert.equal(received, 1);
});

test('a name that does not exist is a failure of DNS, and its details tell no more than the code', async () => {
  const result = await strict.send(post(`https://${NAME}`), always).result;
  assert.equal(result?.outcome, 'dns');
  assert.equal(result.detail, 'ENOTFOUND');
  assert.equal(result.timing?.connectMs, null);
});

test('names are resolved while all threads of libuv are busy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fifo-'));
  const path = join(folder, 'fifo');
  await promisify(execFile)('mkfifo', [path]);
  // Opening a pipe without a writer takes a thread until a writer comes. There are four threads by default.
  let opened = 0;
  const readers = Array.from({ length: 16 }, async () => {
    const reader = await open(path, 'r');
    opened += 1;
    await reader.close();
  });
  dns.zones.set(NAME, { a: ['127.0.0.1'] });
  assert.equal(await outcomeAt(local, `http://${NAME}:${port}`), 'delivered');
  assert.equal(await outcomeAt(local, `http://localhost:${port}`), 'delivered');
  assert.equal(opened, 0);
  // A writer frees the readers that wait. It must not be opened in this process, which has no thread left for it.
  let done = false;
  const all = Promise.all(readers).then(() => (done = true));
  while (!done)
    await Promise.race([
      all,
      promisify(execFile)('sh', ['-c', `: > ${path}`], { timeout: 500 }).catch(() => undefined),
    ]);
  await rm(folder, { recursive: true });
});

describe('an attempt whose name is not resolved in time', () => {
  test('failed when the name servers did not answer', async () => {
    dns.zones.set(NAME, { silent: ['A', 'AAAA'] });
    const sender = new AttemptSender({ localRun: true, timeoutMs: 300 }, resolver);
    assert.equal(await outcomeAt(sender, `http://${NAME}:${port}`), 'dns');
    await sender.close(1_000);
  });

  for (const [what, timeoutMs] of [
    ['at its deadline', 300],
    ['after its wait for a lookup', 5_000],
  ] as const) {
    test(`was not made when other names kept it from being asked for, ${what}`, async () => {
      const busy = new AddressResolver(new HostsFile(), [dns.server], 1);
      const sender = new AttemptSender({ localRun: true, timeoutMs }, busy);
      dns.zones.set('silent.example.com', { silent: ['A', 'AAAA'] });
      dns.zones.set(NAME, { a: ['127.0.0.1'] });
      busy.resolve('silent.example.com', 'workspace', () => undefined);
      assert.equal(await sender.send(post(`http://${NAME}:${port}`), always).result, null);
      assert.equal(received, 0);
      await sender.close(1_000);
    });
  }
});
