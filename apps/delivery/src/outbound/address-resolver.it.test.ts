import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { AddressResolver, keptMs } from './address-resolver.client.js';
import { TestDnsServer } from './dns-server.testing.js';
import { LookupNotStarted } from './failure.js';
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

/** The addresses of a name, the code of the error, or `not started`. */
function resolve(name: string, workspaceId = 'workspace'): Promise<string | string[]> {
  return new Promise((done) =>
    resolver.resolve(name, workspaceId, (error, addresses) => {
      if (error === null) done(addresses.map(({ address }) => address));
      else done(error instanceof LookupNotStarted ? 'not started' : error.code);
    }),
  );
}
function addSilent(count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `silent-${index}.example.com`);
  for (const name of names) dns.zones.set(name, { silent: ['A', 'AAAA'] });
  return names;
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
  assert.equal(await resolve('silent.example.com'), 'ETIMEOUT');
  assert.deepEqual(
    [...new Set(queriesOf('silent.example.com'))],
    ['A silent.example.com', 'AAAA silent.example.com'],
  );
});

test('a family without an answer does not hold up the other one', async () => {
  dns.zones.set('v4.example.com', { a: ['203.0.113.1'], silent: ['AAAA'] });
  dns.zones.set('v6.example.com', { aaaa: ['2001:db8::1'], silent: ['A'] });
  // A query without an answer keeps its place: three lookups at a time.
  resolver.close();
  resolver = new AddressResolver(new HostsFile(hostsPath), [dns.server], 3);
  // This lookup ends at the deadline, which is the same for the others and begins first.
  const [silent = ''] = addSilent(1);
  let isDeadlineOver = false;
  const ended = resolve(silent).finally(() => (isDeadlineOver = true));
  assert.deepEqual(await resolve('v4.example.com'), ['203.0.113.1']);
  assert.deepEqual(await resolve('v6.example.com'), ['2001:db8::1']);
  assert.equal(isDeadlineOver, false);
  assert.equal(await ended, 'ETIMEOUT');
});

test('a lookup that waits for too long is a limit of this process: it is no failure of the name, and it is not kept', async () => {
  const silent = addSilent(2).map((name) => resolve(name));
  dns.zones.set('waits.example.com', { a: ['203.0.113.1'] });
  assert.equal(await resolve('waits.example.com'), 'not started');
  assert.deepEqual(queriesOf('waits.example.com'), []);
  assert.deepEqual(await Promise.all(silent), ['ETIMEOUT', 'ETIMEOUT']);
  await until('an answer', async () => (await resolve('waits.example.com'))[0] === '203.0.113.1', 10_000);
});

test('a lookup that waited for others has its whole deadline from its first query on', async () => {
  const [first = '', second = '', third = ''] = addSilent(3);
  const blocking = [resolve(first), resolve(second)];
  // The name servers of these two end the wait of the third one.
  dns.zones.set(first, { rcode: 2 });
  const late = resolve(third);
  assert.equal(await blocking[0], 'ESERVFAIL');
  await until('the queries', () => queriesOf(third).length === 2);
  // Timers of one process fire in the order of their times. The deadline is 3 s, and the wait in the queue at most 1 s.
  let areTwoSecondsOver = false;
  setTimeout(() => (areTwoSecondsOver = true), 2_000);
  assert.equal(await late, 'ETIMEOUT');
  assert.ok(areTwoSecondsOver);
});

test('a workspace with many names whose servers hang holds up no other workspace', async () => {
  for (const name of addSilent(100)) void resolve(name, 'hanging');
  await until('the queries', () => dns.queries.length >= 4);
  for (const [index, workspaceId] of ['other', 'other', 'third'].entries()) {
    const name = `fine-${index}.example.com`;
    dns.zones.set(name, { a: ['203.0.113.1'] });
    assert.deepEqual(await resolve(name, workspaceId), ['203.0.113.1']);
  }
});

test('a name that several workspaces ask for is looked up as soon as one of them may start a lookup', async () => {
  for (const name of addSilent(2)) void resolve(name, 'hanging');
  dns.zones.set('shared.example.com', { a: ['203.0.113.1'] });
  const both = [resolve('shared.example.com', 'hanging'), resolve('shared.example.com', 'other')];
  assert.deepEqual(await Promise.all(both), [['203.0.113.1'], ['203.0.113.1']]);
  assert.equal(queriesOf('shared.example.com').length, 2);
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
    unreadable.resolve('a.example.com', 'workspace', (_, found) => done(found)),
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
