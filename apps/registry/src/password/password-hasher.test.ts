import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePasswordHash, HASH_BYTES, SALT_BYTES } from './password-hash.js';
import { PasswordHasher } from './password-hasher.service.js';

/** Costs a fiftieth of a real one. */
const HASH = encodePasswordHash({
  logN: 12,
  r: 8,
  p: 1,
  salt: Buffer.alloc(SALT_BYTES),
  hash: Buffer.alloc(HASH_BYTES),
});

test('one network that sends many passwords at once leaves room for the others', async () => {
  const hasher = new PasswordHasher();
  const [flooding, other] = ['203.0.113.9', '198.51.100.1'];
  const flood = Array.from({ length: 60 }, () =>
    hasher.verify('wrong', HASH, flooding).then(
      () => 'checked',
      (error: { code?: string }) => error.code,
    ),
  );
  assert.equal(await hasher.verify('wrong', HASH, other), false);
  const answers = await Promise.all(flood);
  assert.ok(answers.includes('sign_in_busy'));
  assert.ok(
    answers.filter((answer) => answer === 'checked').length >= 20,
    'the network itself is served too',
  );
});
