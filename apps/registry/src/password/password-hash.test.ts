import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePasswordHash, encodePasswordHash, HASH_COST, normalizePassword } from './password-hash.js';

test('a stored hash holds its own cost and salt', () => {
  const hash = { ...HASH_COST, logN: 15, salt: Buffer.alloc(16, 1), hash: Buffer.alloc(32, 2) };
  const text = encodePasswordHash(hash);
  assert.match(text, /^scrypt\$15\$8\$1\$/);
  assert.deepEqual(decodePasswordHash(text), hash);
});

test('a text of another form is refused without repeating it', () => {
  for (const text of ['', 'secret', 'scrypt$17$8$1$x$y', 'bcrypt$17$8$1$AAAAAAAAAAAAAAAAAAAAAA$x']) {
    assert.throws(() => decodePasswordHash(text), { message: 'a stored password hash has an unknown form' });
  }
});

test('the same characters in another Unicode form are the same password', () => {
  assert.equal(normalizePassword('cafe\u0301 au lait'), normalizePassword('caf\u00e9 au lait'));
});
