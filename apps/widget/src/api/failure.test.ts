import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './failure.js';

test('a closed or full conversation ends; another conflict may pass', () => {
  assert.equal(failureOf(409, { code: 'conversation_closed' }, null).kind, 'closed');
  assert.equal(failureOf(409, { code: 'conversation_full' }, null).kind, 'closed');
  assert.equal(failureOf(409, { code: 'idempotency_key_in_use' }, null).kind, 'unreachable');
});

test('a token that is not valid expires the session', () => {
  assert.equal(failureOf(401, { code: 'invalid_visitor_token' }, null).kind, 'expired');
  assert.equal(failureOf(404, { code: 'conversation_not_found' }, null).kind, 'expired');
  assert.deepEqual(failureOf(404, { code: 'route_not_found' }, null), {
    kind: 'refused',
    status: 404,
    code: 'route_not_found',
  });
});

test('errors of fields name the field without its place in the request', () => {
  const errors = [
    { field: 'field_values.email', message: 'must be an e-mail address' },
    { field: 'field_values', message: 'must take at most 65536 bytes' },
    { message: 'of no field' },
    'nonsense',
  ];
  assert.deepEqual(failureOf(422, { errors }, null), {
    kind: 'invalid',
    errors: [
      { field: 'email', message: 'must be an e-mail address' },
      { field: null, message: 'must take at most 65536 bytes' },
    ],
  });
});

test('a busy server is tried again, after the time it names, a minute at most', () => {
  assert.deepEqual(failureOf(429, {}, '2'), { kind: 'unreachable', retryAfterMs: 2_000 });
  assert.deepEqual(failureOf(503, 'no JSON', '86400'), { kind: 'unreachable', retryAfterMs: 60_000 });
  for (const header of [null, '', 'Fri, 31 Dec 1999 23:59:59 GMT', '-1']) {
    assert.deepEqual(failureOf(502, null, header), { kind: 'unreachable', retryAfterMs: null });
  }
});

test('any other refusal is final', () => {
  assert.equal(failureOf(403, { code: 'origin_not_allowed' }, null).kind, 'refused');
  assert.equal(failureOf(422, {}, null).kind, 'refused');
});
