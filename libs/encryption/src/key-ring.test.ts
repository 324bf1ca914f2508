import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CannotDecrypt, KeyRing } from './key-ring.js';

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

test('what is sealed for a place opens there and nowhere else', () => {
  const ring = KeyRing.parse(key('k1'));
  const sealed = ring.encrypt('whsec_secret', 'webhook:a');
  assert.equal(ring.decrypt(sealed, 'webhook:a'), 'whsec_secret');
  assert.throws(() => ring.decrypt(sealed, 'webhook:b'), CannotDecrypt);
  assert.ok(!sealed.includes('whsec_secret'));
});

test('after a key is added in front, the old texts still open and new ones use the new key', () => {
  const old = key('k1');
  const sealed = KeyRing.parse(old).encrypt('s', 'p');
  const ring = KeyRing.parse(`${key('k2')},${old}`);
  assert.equal(ring.decrypt(sealed, 'p'), 's');
  assert.match(ring.encrypt('s', 'p'), /^v1\.k2\./);
  assert.throws(() => KeyRing.parse(key('k3')).decrypt(sealed, 'p'), CannotDecrypt);
});

test('a changed text does not open', () => {
  const ring = KeyRing.parse(key('k1'));
  const sealed = ring.encrypt('secret', 'p');
  const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
  assert.throws(() => ring.decrypt(changed, 'p'), CannotDecrypt);
  for (const bad of ['', 'v1', 'v1.k1', 'v1.k1.AAAA', 'v2.k1.AAAA', `${sealed}.x`]) {
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
