import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../ids.js';
import { sessionEnded } from '../signals/session-ended.js';
import {
  decodeInternalTokenPayload,
  encodeInternalTokenPayload,
  type InternalTokenPayload,
} from './internal-token.js';
import { readLocalSignInRequest } from './local-sign-in.js';
import { decodeSessionCheckAnswer, readSessionCheckRequest } from './session-check.js';

const PAYLOAD: InternalTokenPayload = {
  user_id: newId(),
  workspace_id: newId(),
  role: 'editor',
  session_id: newId(),
  expires_at: '2026-11-22T14:54:32.123Z',
};

test('the payload of an internal token is read back, and other texts are not', () => {
  assert.deepEqual(decodeInternalTokenPayload(encodeInternalTokenPayload(PAYLOAD)), PAYLOAD);
  const wrong = [
    {},
    { ...PAYLOAD, role: 'admin' },
    { ...PAYLOAD, expires_at: 'never' },
    { ...PAYLOAD, user_id: 1 },
  ];
  for (const value of wrong) {
    const text = Buffer.from(JSON.stringify(value)).toString('base64url');
    assert.equal(decodeInternalTokenPayload(text), null);
  }
  fc.assert(fc.property(fc.string(), (text) => decodeInternalTokenPayload(text) === null));
});

test('a session check has the hash of a token, and never a token', () => {
  assert.deepEqual(readSessionCheckRequest({ token_hash: '0f'.repeat(32) }), { token_hash: '0f'.repeat(32) });
  for (const wrong of [undefined, {}, { token_hash: 'ffs_token' }])
    assert.equal(readSessionCheckRequest(wrong), null);
});

test('the answer to a session check is read, and anything else is refused', () => {
  const { expires_at, ...ids } = PAYLOAD;
  const answer = { ...ids, internal_token: 'ffi_a.k.b', internal_token_expires_at: expires_at };
  assert.deepEqual(decodeSessionCheckAnswer(Buffer.from(JSON.stringify(answer))), answer);
  assert.equal(decodeSessionCheckAnswer(Buffer.from('{}')), null);
  assert.equal(decodeSessionCheckAnswer(Buffer.from('no JSON')), null);
});

test('a request of the local sign-in has a token', () => {
  assert.deepEqual(readLocalSignInRequest({ token: 'a' }), { token: 'a' });
  for (const wrong of [undefined, {}, { token: '' }, { token: 'a'.repeat(201) }]) {
    assert.equal(readLocalSignInRequest(wrong), null);
  }
});

test('the signal of an ended session names the user', () => {
  const signal = { user_id: newId() };
  assert.deepEqual(sessionEnded.decode(sessionEnded.encode(signal)), { ok: true, value: signal });
});
