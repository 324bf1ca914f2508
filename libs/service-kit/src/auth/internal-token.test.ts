import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { INTERNAL_TOKEN_MS } from '@flowforge/contracts/sessions/internal-token';
import { scopesOfRole } from '@flowforge/contracts/words';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { issueInternalToken, readInternalToken, SignedInternalTokens } from './internal-token.js';

const NOW = Date.parse('2026-11-22T14:54:32.123Z');
const ring = KeyRing.parse(`a:${Buffer.alloc(32, 1).toString('base64')}`);
const SESSION = { user_id: newId(), workspace_id: newId(), role: 'editor', session_id: newId() } as const;

test('a token is valid for 60 seconds and fits into the bearer header', () => {
  const { token, expiresAt } = issueInternalToken(ring, SESSION, NOW);
  assert.equal(expiresAt.getTime(), NOW + INTERNAL_TOKEN_MS);
  assert.match(token, /^ffi_[A-Za-z0-9_.-]{1,508}$/);
  assert.equal(readInternalToken(ring, token, NOW)?.user_id, SESSION.user_id);
  assert.equal(readInternalToken(ring, token, NOW + INTERNAL_TOKEN_MS - 1)?.role, 'editor');
  assert.equal(readInternalToken(ring, token, NOW + INTERNAL_TOKEN_MS), null);
  // Issued by a clock that is far ahead, so it would be valid for longer than a minute.
  assert.equal(readInternalToken(ring, token, NOW - INTERNAL_TOKEN_MS - 1), null);
});

test('a token of another key ring, with another payload, or with a proof of another purpose is refused', () => {
  const { token } = issueInternalToken(ring, SESSION, NOW);
  const other = KeyRing.parse(`a:${Buffer.alloc(32, 2).toString('base64')}`);
  assert.equal(readInternalToken(other, token, NOW), null);
  const [payload = '', keyId = '', mac = ''] = token.slice('ffi_'.length).split('.');
  const raised = Buffer.from(payload, 'base64url').toString().replace('editor', 'owner');
  for (const wrong of [
    `ffi_${Buffer.from(raised).toString('base64url')}.${keyId}.${mac}`,
    `ffi_${payload}.${ring.sign(payload, 'service-request')}`,
    `ffi_${payload}`,
    `ffi_${payload}.${keyId}.`,
    `ffi_${payload}.${keyId}.${mac}.x`,
    `ff_${payload}.${keyId}.${mac}`,
    'ffi_',
    '',
  ]) {
    assert.equal(readInternalToken(ring, wrong, NOW), null, wrong);
  }
});

test('a verified token identifies a user with the scopes of the role', async () => {
  const verifier = new SignedInternalTokens(ring, () => NOW);
  assert.deepEqual(await verifier.verify(issueInternalToken(ring, SESSION, NOW).token), {
    workspaceId: SESSION.workspace_id,
    principal: { kind: 'user', id: SESSION.user_id },
    scopes: scopesOfRole('editor'),
    sessionId: SESSION.session_id,
  });
  assert.equal(await verifier.verify('ffi_x.y.z'), null);
});
