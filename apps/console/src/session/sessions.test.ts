import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import type { SessionCheckAnswer } from '@flowforge/contracts/sessions/session-check';
import { CACHED_MS, Sessions } from './sessions.service.js';
import { UnknownSessionLimit } from './unknown-session-limit.service.js';

const TOKEN = `ffs_${'a'.repeat(43)}`;
const IP = '203.0.113.9';
const ended = { status: 401, code: 'session_ended' };

const session = (): SessionCheckAnswer => ({
  session_id: newId(),
  user_id: newId(),
  workspace_id: newId(),
  role: 'viewer',
  internal_token: `ffi_${newId()}`,
  internal_token_expires_at: new Date(Date.now() + 60_000).toISOString(),
});

let now: number;
let asked: string[];
/** What the registry answers. */
let answer: () => Promise<SessionCheckAnswer | null>;
let sessions: Sessions;

beforeEach(() => {
  now = 1_000;
  asked = [];
  const valid = session();
  answer = () => Promise.resolve(valid);
  const registry = {
    check: (hash: string) => {
      asked.push(hash);
      return answer();
    },
  };
  sessions = new Sessions(registry, new UnknownSessionLimit(), () => now);
});

const use = (): Promise<string> => sessions.internalTokenOf(TOKEN, IP);

test('the registry is asked with the hash, and its answer is used for five seconds', async () => {
  const first = await use();
  now += CACHED_MS - 1;
  assert.equal(await use(), first);
  assert.equal(asked.length, 1);
  assert.match(asked[0] ?? '', /^[0-9a-f]{64}$/);
  now += 1;
  await use();
  assert.equal(asked.length, 2);
  assert.equal(CACHED_MS, 5_000);
});

test('an internal token is not used beyond its own expiry', async () => {
  const short = { ...session(), internal_token_expires_at: new Date(Date.now() + 1_000).toISOString() };
  answer = () => Promise.resolve(short);
  await use();
  now += 1_001;
  await use();
  assert.equal(asked.length, 2);
});

test('requests that come at once ask once', async () => {
  const tokens = await Promise.all(Array.from({ length: 20 }, use));
  assert.equal(new Set(tokens).size, 1);
  assert.equal(asked.length, 1);
});

test('a request after the end of a session does not wait for a check that began before', async () => {
  let give = (_: SessionCheckAnswer): void => undefined;
  answer = () => new Promise((resolve) => (give = resolve));
  const before = use();
  sessions.forgetUser();
  answer = () => Promise.resolve(null);
  const after = use();
  give(session());
  await before;
  await assert.rejects(after, ended);
  assert.equal(asked.length, 2);
});

test('a failed check is not kept, and says nothing about the session', async () => {
  answer = () => Promise.reject(new Error('away'));
  await assert.rejects(use(), { message: 'away' });
  const valid = session();
  answer = () => Promise.resolve(valid);
  assert.equal(await use(), valid.internal_token);
});

describe('a session that ends', () => {
  test('is asked for again at its next use', async () => {
    const valid = session();
    answer = () => Promise.resolve(valid);
    await use();
    answer = () => Promise.resolve(null);
    sessions.forgetUser(newId());
    assert.equal(await use(), valid.internal_token);
    sessions.forgetUser(valid.user_id);
    await assert.rejects(use(), ended);
  });

  test('and so is one whose token was replaced, and every session after a connection was lost', async () => {
    await use();
    sessions.forget(TOKEN);
    await use();
    sessions.forgetUser();
    await use();
    assert.equal(asked.length, 3);
  });

  test('while it is being checked is not kept', async () => {
    const valid = session();
    let give: (value: SessionCheckAnswer) => void = () => undefined;
    answer = () => new Promise((resolve) => (give = resolve));
    const using = use();
    sessions.forgetUser(valid.user_id);
    give(valid);
    await using;
    answer = () => Promise.resolve(null);
    await assert.rejects(use(), ended);
  });
});

test('a session that was known does not count as an unknown token, however many are checked again', async () => {
  const limit = new UnknownSessionLimit();
  const many = new Sessions({ check: () => Promise.resolve(session()) }, limit, () => now);
  const tokens = Array.from({ length: 200 }, (_, index) => `ffs_${String(index).padStart(43, '0')}`);
  for (const token of tokens) await many.internalTokenOf(token, IP);
  many.forgetUser();
  await Promise.all(tokens.map((token) => many.internalTokenOf(token, IP)));
});
