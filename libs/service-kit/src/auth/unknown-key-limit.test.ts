import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../http/problem.js';
import type { Identity } from './caller.js';
import { UNKNOWN_KEYS, UnknownKeyLimit } from './unknown-key-limit.js';

const CALLER: Identity = { workspaceId: 'w', principal: { kind: 'api_key', id: 'k' }, scopes: [] };
const unknown = (): Promise<null> => Promise.resolve(null);
const valid = (): Promise<Identity> => Promise.resolve(CALLER);

function isLimited(error: unknown): boolean {
  return error instanceof Problem && error.status === 429 && Number(error.headers['retry-after']) >= 1;
}

async function exhaust(limit: UnknownKeyLimit, ip: string): Promise<void> {
  for (let index = 0; index < UNKNOWN_KEYS.burst; index += 1) await limit.run(ip, `no-${index}`, unknown);
}

test('unknown keys of one network are limited, and allowed again later; other networks are not affected', async () => {
  let now = 0;
  const limit = new UnknownKeyLimit(() => now);
  await exhaust(limit, '192.0.2.1');
  await assert.rejects(limit.run('192.0.2.1', 'another', unknown), isLimited);
  assert.equal(await limit.run('192.0.2.2', 'another', unknown), null);
  now += 1_000;
  assert.equal(await limit.run('192.0.2.1', 'another', unknown), null);
});

test('concurrent look-ups are limited before the first one has ended', async () => {
  let started = 0;
  const limit = new UnknownKeyLimit(() => 0);
  const results = await Promise.allSettled(
    Array.from({ length: 500 }, (_, index) =>
      limit.run('192.0.2.1', `no-${index}`, () => {
        started += 1;
        return unknown();
      }),
    ),
  );
  assert.equal(started, UNKNOWN_KEYS.burst);
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 500 - UNKNOWN_KEYS.burst);
});

test('valid keys are not counted; a key in use works when other keys have exhausted the limit', async () => {
  const limit = new UnknownKeyLimit(() => 0);
  for (let index = 0; index < 200; index += 1) await limit.run('192.0.2.1', `yes-${index}`, valid);
  await exhaust(limit, '192.0.2.1');
  await assert.rejects(limit.run('192.0.2.1', 'new', valid), isLimited);
  assert.equal(await limit.run('192.0.2.1', 'yes-7', valid), CALLER);
});

test('a key that was revoked is counted again', async () => {
  const limit = new UnknownKeyLimit(() => 0);
  await limit.run('192.0.2.1', 'key', valid);
  await exhaust(limit, '192.0.2.1');
  assert.equal(await limit.run('192.0.2.1', 'key', unknown), null);
  await assert.rejects(limit.run('192.0.2.1', 'key', unknown), isLimited);
});

test('look-ups that fail are not counted, so that a valid key works as soon as the registry answers again', async () => {
  const limit = new UnknownKeyLimit(() => 0);
  const away = (): Promise<never> => Promise.reject(new Problem(503, 'unavailable', 'away'));
  for (let index = 0; index < 2 * UNKNOWN_KEYS.burst; index += 1) {
    await assert.rejects(limit.run('192.0.2.1', 'key', away), { status: 503 });
  }
  assert.equal(await limit.run('192.0.2.1', 'key', valid), CALLER);
});
