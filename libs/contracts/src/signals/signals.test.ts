import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../ids.js';
import { apiKeyRevoked, API_KEY_REVOKED_SUBJECT } from './api-key-revoked.js';
import { conversationChanged } from './conversation-changed.js';
import { settlement, SETTLEMENT_MAX_IDS, settlementSubject } from './settlement.js';

describe('a settlement', () => {
  const ids = (count: number) => Array.from({ length: count }, newId);

  test('has the subject of the owner of the outbox', () => {
    assert.equal(settlementSubject('conversations'), 'settlements.conversations');
    assert.equal(settlementSubject('registry'), 'settlements.registry');
  });

  test('has up to 1,000 ids', () => {
    const full = { ids: ids(SETTLEMENT_MAX_IDS) };
    assert.deepEqual(settlement.decode(settlement.encode(full)), { ok: true, value: full });
    assert.throws(() => settlement.encode({ ids: ids(SETTLEMENT_MAX_IDS + 1) }), TypeError);
    assert.throws(() => settlement.encode({ ids: [] }), TypeError);
    assert.throws(() => settlement.encode({ ids: ['1'] }), TypeError);
  });

  test('is decoded without an exception for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => !settlement.decode(bytes).ok));
    assert.deepEqual(settlement.decode(Buffer.from('{"ids":["x"]}')), {
      ok: false,
      reason: 'malformed',
      at: '/ids/0',
    });
  });
});

describe('the revocation of an api key', () => {
  test('has the hash and never the key', () => {
    const revoked = { key_hash: '0f'.repeat(32) };
    assert.equal(API_KEY_REVOKED_SUBJECT, 'registry.api-key-revoked');
    assert.deepEqual(apiKeyRevoked.decode(apiKeyRevoked.encode(revoked)), { ok: true, value: revoked });
    assert.throws(() => apiKeyRevoked.encode({ key_hash: 'ff_live_key' }), TypeError);
  });
});

test('a change of a conversation names it, its last message and whether it is closed', () => {
  const changed = { conversation_id: newId(), message_seq: 4, is_closed: false };
  assert.deepEqual(conversationChanged.decode(conversationChanged.encode(changed)), {
    ok: true,
    value: changed,
  });
  assert.throws(() => conversationChanged.encode({ ...changed, message_seq: -1 }), TypeError);
  assert.equal(conversationChanged.decode(Buffer.from('{}')).ok, false);
});
