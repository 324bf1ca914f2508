import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.js';

const REQUIRED = {
  DATABASE_URL: 'postgres://localhost/registry',
  NATS_URL: 'nats://localhost',
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
};
const HASH = '0f'.repeat(32);

test('without settings there is no setup token and no link that signs in', () => {
  const config = readConfig(REQUIRED);
  assert.deepEqual([config.setupToken, config.localSignIn], ['', null]);
  assert.deepEqual(config.sessionLifetime, { idleDays: 7, maxDays: 30 });
});

test('the link of a local run needs its token and its user', () => {
  const email = { LOCAL_SIGN_IN_EMAIL: 'demo@example.com' };
  assert.equal(readConfig({ ...REQUIRED, ...email }).localSignIn, null);
  assert.deepEqual(readConfig({ ...REQUIRED, ...email, LOCAL_SIGN_IN_TOKEN_HASH: HASH }).localSignIn, {
    tokenHash: HASH,
    email: 'demo@example.com',
  });
  assert.throws(
    () => readConfig({ ...REQUIRED, LOCAL_SIGN_IN_TOKEN_HASH: HASH }),
    /LOCAL_SIGN_IN_EMAIL is missing/,
  );
});

test('a setup token that can be guessed is refused, and the error does not repeat a secret', () => {
  const wrong = {
    ...REQUIRED,
    SETUP_TOKEN: 'hush',
    LOCAL_SIGN_IN_TOKEN_HASH: 'hush',
    LOCAL_SIGN_IN_EMAIL: 'a@b',
  };
  assert.throws(
    () => readConfig(wrong),
    (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /SETUP_TOKEN is wrong: it must have at least 20 characters/);
      assert.match(error.message, /LOCAL_SIGN_IN_TOKEN_HASH is wrong: it must be a SHA-256/);
      assert.doesNotMatch(error.message, /hush/);
      return true;
    },
  );
});
