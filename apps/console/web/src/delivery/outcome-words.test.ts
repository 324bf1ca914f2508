import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptSentence } from './outcome-words.js';

test('a sentence tells a failure of the endpoint from one of ours', () => {
  const sentence = (
    outcome: 'endpoint_error' | 'endpoint_timeout' | 'internal_error',
    status: number | null,
  ) => attemptSentence({ outcome, status_code: status, duration_ms: 15_000 });
  assert.equal(sentence('endpoint_error', 500), 'Your endpoint answered 500.');
  assert.equal(sentence('endpoint_error', 302), 'Your endpoint answered 302. Redirects are not followed.');
  assert.equal(sentence('endpoint_error', null), 'Your endpoint did not answer in valid HTTP.');
  assert.equal(sentence('endpoint_timeout', null), 'Your endpoint gave no complete answer within 15 s.');
  assert.equal(sentence('internal_error', null), 'We could not send this; nothing is lost.');
});
