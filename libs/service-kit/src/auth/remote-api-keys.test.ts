import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import type { RequestContract } from '@flowforge/contracts/requests/contract';
import { hashApiKey } from './api-key-hash.js';
import { ServiceUnavailable } from '@flowforge/messaging/service-client';
import { AWAY_MS, CACHED_MS, RemoteApiKeys, STALE_MS, UNKNOWN_MS } from './remote-api-keys.js';

const KEY = hashApiKey('ff_one');
const NO_NATS = { connection: undefined, onConnect: () => () => undefined };

/** A fake registry: it knows the keys in `keys` and counts the requests. */
class FakeRegistry {
  readonly keys = new Set<string>();
  requests = 0;
  isAway = false;
  /** It never answers. */
  isSilent = false;

  ask<Request, Reply>(contract: RequestContract<Request, Reply>, request: Request): Promise<Reply> {
    this.requests += 1;
    if (this.isSilent) return new Promise(() => undefined);
    if (this.isAway) return Promise.reject(new ServiceUnavailable('registry', 'verify', undefined));
    const { key_hash } = Object(request);
    const known = { found: true, api_key_id: newId(), workspace_id: newId(), scopes: ['webhooks:read'] };
    return Promise.resolve(contract.parseReply(this.keys.has(key_hash) ? known : { found: false }));
  }
}

function setUp(): { registry: FakeRegistry; keys: RemoteApiKeys; wait: (ms: number) => void } {
  let now = 1_000;
  const registry = new FakeRegistry();
  const keys = new RemoteApiKeys(registry, NO_NATS, () => now);
  return { registry, keys, wait: (ms) => (now += ms) };
}

test('an unknown key is requested once in two seconds', async () => {
  const { registry, keys, wait } = setUp();
  for (let request = 0; request < 100; request += 1) assert.equal(await keys.verify(KEY), null);
  assert.equal(registry.requests, 1);
  wait(UNKNOWN_MS + 1);
  assert.equal(await keys.verify(KEY), null);
  assert.equal(registry.requests, 2);
});

test('a key that is created works at once, even after others were refused', async () => {
  const { registry, keys, wait } = setUp();
  await keys.verify(hashApiKey('ff_other'));
  registry.keys.add(KEY);
  assert.equal((await keys.verify(KEY))?.principal.kind, 'api_key');
  const refused = hashApiKey('ff_other');
  registry.keys.add(refused);
  wait(UNKNOWN_MS + 1);
  assert.notEqual(await keys.verify(refused), null);
});

test('a valid key is requested once in ten seconds', async () => {
  const { registry, keys, wait } = setUp();
  registry.keys.add(KEY);
  const first = await keys.verify(KEY);
  wait(CACHED_MS - 1);
  assert.equal(await keys.verify(KEY), first);
  assert.equal(registry.requests, 1);
  wait(1);
  await keys.verify(KEY);
  assert.equal(registry.requests, 2);
});

test('while the registry does not answer, a key that was verified is used at once, and asked for again now and then', async () => {
  const { registry, keys, wait } = setUp();
  registry.keys.add(KEY);
  const first = await keys.verify(KEY);
  registry.isAway = true;
  wait(CACHED_MS);
  for (let request = 0; request < 100; request += 1) assert.equal(await keys.verify(KEY), first);
  assert.equal(registry.requests, 2);
  wait(AWAY_MS);
  assert.equal(await keys.verify(KEY), first);
  assert.equal(registry.requests, 3);
  await assert.rejects(keys.verify(hashApiKey('ff_other')), ServiceUnavailable);

  // While one request waits, the others do not.
  wait(AWAY_MS);
  registry.isSilent = true;
  void keys.verify(KEY);
  assert.equal(registry.requests, 5);
  assert.equal(await keys.verify(KEY), first);
  registry.isSilent = false;
  wait(STALE_MS);
  await assert.rejects(keys.verify(hashApiKey('ff_third')), ServiceUnavailable);
});
