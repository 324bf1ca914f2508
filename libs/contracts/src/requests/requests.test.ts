import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkSource } from './check-source.js';
import { ContractViolationError } from './contract.js';
import { verifyApiKey } from './verify-api-key.js';

const ID = '018cd9c8-e317-7079-accd-17be51784256';
const HASH = 'a'.repeat(64);

const contracts = [
  {
    contract: verifyApiKey,
    subject: 'registry.verify-api-key',
    requests: [{ key_hash: HASH }],
    replies: [
      { found: false },
      { found: true, api_key_id: ID, workspace_id: ID, scopes: ['webhooks:read', 'of_a_newer_release'] },
    ],
    badRequests: [
      {},
      { key_hash: 'the key itself' },
      { key_hash: HASH.slice(1) },
      { key_hash: `${HASH}a` },
      { key_hash: HASH.toUpperCase() },
      null,
    ],
    badReplies: [
      {},
      { found: true },
      { found: true, api_key_id: ID, workspace_id: null, scopes: [] },
      undefined,
    ],
  },
  {
    contract: checkSource,
    subject: 'conversations.check-source',
    requests: [
      { workspace_id: ID, kind: 'form', id: ID },
      { workspace_id: ID, kind: 'assistant', id: ID, added_later: 1 },
    ],
    replies: [{ exists: true }, { exists: false }],
    badRequests: [
      { workspace_id: ID, kind: 'widget', id: ID },
      { kind: 'form', id: ID },
    ],
    badReplies: [{}, { exists: 'true' }],
  },
];

for (const { contract, subject, requests, replies, badRequests, badReplies } of contracts) {
  describe(`the request ${subject}`, () => {
    test('has a subject of the replying service and a timeout', () => {
      assert.equal(contract.subject, subject);
      assert.ok(subject.startsWith(`${contract.service}.`));
      assert.ok(contract.timeoutMs > 0 && contract.timeoutMs <= 10_000);
    });

    test('returns valid requests and replies unchanged', () => {
      for (const request of requests) assert.equal(contract.parseRequest(request), request);
      for (const reply of replies) assert.equal(contract.parseReply(reply), reply);
    });

    test('refuses invalid requests and replies, and the error names the side', () => {
      for (const bad of badRequests)
        assert.throws(() => contract.parseRequest(bad), violationOf(subject, 'request'));
      for (const bad of badReplies)
        assert.throws(() => contract.parseReply(bad), violationOf(subject, 'reply'));
    });
  });
}

test('a contract violation has the JSON pointer and no value', () => {
  assert.throws(
    () => verifyApiKey.parseRequest({ key_hash: 'the key itself' }),
    (error) =>
      error instanceof ContractViolationError &&
      error.at === '/key_hash' &&
      !error.message.includes('the key itself'),
  );
});

function violationOf(subject: string, side: 'request' | 'reply') {
  return (error: unknown) =>
    error instanceof ContractViolationError && error.subject === subject && error.side === side;
}
