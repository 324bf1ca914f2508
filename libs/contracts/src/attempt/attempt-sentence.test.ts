import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptSentence } from './attempt-sentence.js';

const sentence = (outcome: string, status: number | null): string =>
  attemptSentence({ outcome, status_code: status, duration_ms: 15_000 });

test('a sentence tells a failure of the endpoint from one of ours', () => {
  assert.equal(sentence('endpoint_error', 500), 'Your endpoint answered 500.');
  assert.equal(sentence('endpoint_error', 302), 'Your endpoint answered 302. Redirects are not followed.');
  assert.equal(sentence('endpoint_error', null), 'Your endpoint did not answer in valid HTTP.');
  assert.equal(sentence('endpoint_timeout', null), 'Your endpoint gave no complete answer within 15 s.');
  assert.equal(sentence('internal_error', null), 'We could not send this; nothing is lost.');
});

test('an endpoint that asks for no more events is said to have answered only what it answered', () => {
  assert.equal(sentence('gone', 410), 'Your endpoint answered 410 and asked for no more events.');
  assert.equal(sentence('gone', 503), 'Your endpoint answered 503 and asked for no more events.');
  assert.equal(sentence('gone', null), 'Your endpoint asked for no more events.');
});

test('a private address and a name without an address have one text that is true for both', () => {
  assert.match(sentence('dns', null), /^No address on the public internet was found/);
});
