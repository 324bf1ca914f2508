import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveSecrets, rotateSecrets, type SigningSecret } from './signing-secrets.js';

const FIRST: SigningSecret = { sealed: 'a', created_at: '2026-05-20T09:00:00.000000Z', expires_at: null };
const NOON = '2026-05-20T12:00:00.000000Z';
const ONE = '2026-05-20T13:00:00.000000Z';

function rotate(
  secrets: readonly SigningSecret[],
  encrypted: string,
  now: string,
  overlap: number,
): SigningSecret[] {
  const rotated = rotateSecrets(secrets, encrypted, now, overlap);
  assert.ok(rotated);
  return rotated;
}

test('the new secret comes first, the old one stays valid for the overlap', () => {
  const rotated = rotate([FIRST], 'b', NOON, 3_600);
  assert.deepEqual(rotated, [
    { sealed: 'b', created_at: NOON, expires_at: null },
    { ...FIRST, expires_at: ONE },
  ]);
  assert.equal(liveSecrets(rotated, '2026-05-20T12:59:59.999999Z').length, 2);
  assert.equal(liveSecrets(rotated, ONE).length, 1);
});

test('without an overlap only the new secret is left', () => {
  const rotated = rotate(rotate([FIRST], 'b', NOON, 86_400), 'c', NOON, 0);
  assert.deepEqual(
    rotated.map((secret) => secret.sealed),
    ['c'],
  );
});

test('an overlap never extends the validity of an older secret', () => {
  const rotated = rotate(rotate([FIRST], 'b', NOON, 3_600), 'c', NOON, 86_400);
  assert.deepEqual(
    rotated.map((secret) => secret.expires_at),
    [null, '2026-05-21T12:00:00.000000Z', ONE],
  );
});

test('a rotation removes expired secrets', () => {
  const rotated = rotate(rotate([FIRST], 'b', NOON, 60), 'c', ONE, 60);
  assert.deepEqual(
    rotated.map((secret) => secret.sealed),
    ['c', 'b'],
  );
});

test('a sixth valid secret is refused', () => {
  let secrets: SigningSecret[] = [FIRST];
  for (const encrypted of ['b', 'c', 'd', 'e']) secrets = rotate(secrets, encrypted, NOON, 60);
  assert.equal(rotateSecrets(secrets, 'f', NOON, 60), null);
  assert.equal(rotate(secrets, 'f', NOON, 0).length, 1);
});
