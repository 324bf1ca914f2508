import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CannotDecrypt, KeyRing } from './key-ring.js';

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

test('a text is decrypted in its own context only', () => {
  const ring = KeyRing.parse(key('k1'));
  const encrypted = ring.encrypt('whsec_secret', 'webhook:a');
  assert.equal(ring.decrypt(encrypted, 'webhook:a'), 'whsec_secret');
  assert.throws(() => ring.decrypt(encrypted, 'webhook:b'), CannotDecrypt);
  assert.ok(!encrypted.includes('whsec_secret'));
});

test('after a key is added in front, old texts are still decrypted and new ones use the new key', () => {
  const old = key('k1');
  const encrypted = KeyRing.parse(old).encrypt('s', 'p');
  const ring = KeyRing.parse(`${key('k2')},${old}`);
  assert.equal(ring.decrypt(encrypted, 'p'), 's');
  assert.match(ring.encrypt('s', 'p'), /^v1\.k2\./);
  assert.throws(() => KeyRing.parse(key('k3')).decrypt(encrypted, 'p'), CannotDecrypt);
});

test('a text is encrypted again with the current key only if another key encrypted it', () => {
  const old = key('k1');
  const encrypted = KeyRing.parse(old).encrypt('s', 'p');
  const ring = KeyRing.parse(`${key('k2')},${old}`);
  const again = ring.reencrypt(encrypted, 'p');
  assert.ok(again.startsWith(ring.currentPrefix));
  assert.equal(ring.decrypt(again, 'p'), 's');
  assert.equal(ring.reencrypt(again, 'p'), again);
  assert.throws(() => ring.reencrypt(encrypted, 'q'), CannotDecrypt);
});

test('a changed text is not decrypted', () => {
  const ring = KeyRing.parse(key('k1'));
  const encrypted = ring.encrypt('secret', 'p');
  const changed = encrypted.slice(0, -2) + (encrypted.endsWith('AA') ? 'BB' : 'AA');
  assert.throws(() => ring.decrypt(changed, 'p'), CannotDecrypt);
  for (const bad of ['', 'v1', 'v1.k1', 'v1.k1.AAAA', 'v2.k1.AAAA', `${encrypted}.x`]) {
    assert.throws(() => ring.decrypt(bad, 'p'), CannotDecrypt);
  }
});

test('a ring is refused when a key is short, unnamed, named twice or missing', () => {
  const encoded = randomBytes(32).toString('base64');
  for (const bad of [
    '',
    'k1:',
    'k1:AAAA',
    ':AAAA',
    `bad id:${encoded}`,
    `${key('k1')},${key('k1')}`,
    `k1:${encoded}:x`,
  ]) {
    assert.throws(() => KeyRing.parse(bad), Error, bad);
  }
});

test('the error for a wrong ring names the position of the entry and repeats nothing of it', () => {
  const short = randomBytes(16).toString('hex');
  for (const wrong of [short, `${short}:k2`, `k2:${short}`, `:${short}`, `k2:${short}:${short}`]) {
    assert.throws(
      () => KeyRing.parse(`${key('k1')},${wrong}`),
      (error: unknown) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /entry 2/);
        assert.ok(!error.message.includes(short), error.message);
        return true;
      },
    );
  }
});

test('a proof is accepted for its text and purpose only, by a ring with the same key', () => {
  const ring = KeyRing.parse(`a:${Buffer.alloc(32, 1).toString('base64')}`);
  const rotated = KeyRing.parse(
    `b:${Buffer.alloc(32, 2).toString('base64')},a:${Buffer.alloc(32, 1).toString('base64')}`,
  );
  const other = KeyRing.parse(`a:${Buffer.alloc(32, 3).toString('base64')}`);
  const proof = ring.sign('text', 'requests');
  assert.ok(ring.verify('text', 'requests', proof));
  assert.ok(rotated.verify('text', 'requests', proof));
  assert.equal(ring.verify('other', 'requests', proof), false);
  assert.equal(ring.verify('text', 'other', proof), false);
  assert.equal(other.verify('text', 'requests', proof), false);
  assert.equal(ring.verify('text', 'requests', rotated.sign('text', 'requests')), false);
  for (const bad of ['', 'a', 'a.', 'b.AAAA', '.']) assert.equal(ring.verify('text', 'requests', bad), false);
});
