import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { AddressResolver, keptMs } from './address-resolver.client.js';
import { TestDnsServer } from './dns-server.testing.js';
import { HostsFile } from './hosts-file.client.js';

let dns: TestDnsServer;
let folder: string;
let hostsPath: string;
let resolver: AddressResolver;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  hostsPath = join(folder, 'hosts');
});
after(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  dns = await TestDnsServer.start();
  await writeFile(hostsPath, '127.0.0.1 localhost\n10.0.0.7 partner.example.com\n');
  resolver = new AddressResolver(new HostsFile(hostsPath), [dns.server], 2);
});
afterEach(() => {
  resolver.close();
  dns.stop();
});

/** The addresses of a name, or the code of the error. */
function resolve(name: string): Promise<string | string[]> {
  return new Promise((done) =>
    resolver.resolve(name, (error, addresses) =>
      done(error === null ? addresses.map(({ address }) => address) : error.code),
    ),
  );
}
const queriesOf = (name: string): string[] =>
  dns.queries.filter((query) => query.endsWith(` ${name}`)).sort();

test('a name has its addresses of both families, IPv4 first; its answer is kept', async () => {
  dns.zones.set('a.example.com', { a: ['203.0.113.1', '203.0.113.2'], aaaa: ['2001:db8::1'] });
  const expected = ['203.0.113.1', '203.0.113.2', '2001:db8::1'];
  assert.deepEqual(await resolve('a.example.com'), expected);
  assert.deepEqual(await resolve('a.example.com'), expected);
  assert.deepEqual(queriesOf('a.example.com'), ['A a.example.com', 'AAAA a.example.com']);
});

test('an answer is kept for its TTL, at least 1 s and at most 60 s', async () => {
  assert.deepEqual([0, 1, 30, 60, 86_400].map(keptMs), [1_000, 1_000, 30_000, 60_000, 60_000]);
  dns.zones.set('a.example.com', { a: ['203.0.113.1'], ttl: 0 });
  assert.deepEqual(await resolve('a.example.com'), ['203.0.113.1']);
  dns.zones.set('a.example.com', { a: ['203.0.113.2'], ttl: 0 });
  assert.deepEqual(await resolve('a.example.com'), ['203.0.113.1']);
  await until('the new address', async () => (await resolve('a.example.com'))[0] === '203.0.113.2', 5_000);
});

test('all who wait for a name share one lookup', async () => {
  dns.zones.set('a.example.com', { a: ['203.0.113.1'] });
  const answers = await Promise.all(Array.from({ length: 50 }, () => resolve('a.example.com')));
  assert.ok(answers.every(([address]) => address === '203.0.113.1'));
  assert.equal(queriesOf('a.example.com').length, 2);
});

test('a name that does not exist, or whose servers fail, is not asked for again at once', async () => {
  dns.zones.set('fails.example.com', { rcode: 2 });
  dns.zones.set('empty.example.com', {});
  assert.equal(await resolve('missing.example.com'), 'ENOTFOUND');
  assert.equal(await resolve('fails.example.com'), 'ESERVFAIL');
  assert.equal(await resolve('empty.example.com'), 'ENODATA');
  const asked = dns.queries.length;
  assert.equal(await resolve('missing.example.com'), 'ENOTFOUND');
  assert.equal(await resolve('fails.example.com'), 'ESERVFAIL');
  assert.equal(await resolve('empty.example.com'), 'ENODATA');
  assert.equal(dns.queries.length, asked);
});

test('a name whose servers do not answer ends at the deadline', async () => {
  dns.zones.set('silent.example.com', { silent: ['A', 'AAAA'] });
  const startedMs = performance.now();
  assert.equal(await resolve('silent.example.com'), 'ETIMEOUT');
  assert.ok(performance.now() - startedMs < 5_000);
});

test('a family without an answer does not hold up the other one', async () => {
  dns.zones.set('v4.example.com', { a: ['203.0.113.1'], silent: ['AAAA'] });
  dns.zones.set('v6.example.com', { aaaa: ['2001:db8::1'], silent: ['A'] });
  const startedMs = performance.now();
  assert.deepEqual(await resolve('v4.example.com'), ['203.0.113.1']);
  assert.deepEqual(await resolve('v6.example.com'), ['2001:db8::1']);
  assert.ok(performance.now() - startedMs < 2_500);
});

test('only a bounded number of lookups runs; the others wait, and one that was never sent is not kept as a failure', async () => {
  for (const name of ['s1', 's2']) dns.zones.set(`${name}.example.com`, { silent: ['A', 'AAAA'] });
  dns.zones.set('waits.example.com', { a: ['203.0.113.1'] });
  const silent = [resolve('s1.example.com'), resolve('s2.example.com')];
  const waits = resolve('waits.example.com');
  assert.deepEqual(await Promise.all(silent), ['ETIMEOUT', 'ETIMEOUT']);
  assert.equal(queriesOf('waits.example.com').length === 0 ? await waits : 'ETIMEOUT', 'ETIMEOUT');
  await until('an answer', async () => (await resolve('waits.example.com'))[0] === '203.0.113.1', 10_000);
});

test('the hosts file comes first and is read again after a change', async () => {
  dns.zones.set('partner.example.com', { a: ['203.0.113.1'] });
  assert.deepEqual(await resolve('localhost'), ['127.0.0.1']);
  assert.deepEqual(await resolve('partner.example.com'), ['10.0.0.7']);
  await writeFile(hostsPath, '10.0.0.88 partner.example.com\n');
  await until(
    'the new address',
    async () => (await resolve('partner.example.com'))[0] === '10.0.0.88',
    5_000,
  );
  assert.deepEqual(await resolve('localhost'), ['127.0.0.1', '::1']);
  await rm(hostsPath);
  await until('DNS', async () => (await resolve('partner.example.com'))[0] === '203.0.113.1', 5_000);
});

test('a hosts file that cannot be read does not stop DNS', async () => {
  const unreadable = new AddressResolver(new HostsFile(folder), [dns.server]);
  dns.zones.set('a.example.com', { a: ['203.0.113.1'] });
  const addresses = await new Promise((done) =>
    unreadable.resolve('a.example.com', (_, found) => done(found)),
  );
  assert.deepEqual(addresses, [{ address: '203.0.113.1', family: 4 }]);
  unreadable.close();
});

test('no search domain is applied: exactly the name is asked for', async () => {
  assert.equal(await resolve('hooks'), 'ENOTFOUND');
  assert.deepEqual([...new Set(dns.queries)].sort(), ['A hooks', 'AAAA hooks']);
});

test('a lookup ends when the resolver is closed', async () => {
  dns.zones.set('silent.example.com', { silent: ['A', 'AAAA'] });
  const waiting = resolve('silent.example.com');
  await until('the queries', () => dns.queries.length >= 2);
  resolver.close();
  assert.equal(await waiting, 'ECANCELLED');
});
