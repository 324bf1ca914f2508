import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayTryAnother, problemFor } from './failure.js';

const failing = (code: string): Error => Object.assign(new Error('failed'), { code });

test('a request that was not sent goes to another replica, read or write', () => {
  assert.equal(mayTryAnother(failing('ECONNREFUSED'), false), true);
  assert.equal(mayTryAnother(new AggregateError([failing('ECONNREFUSED')]), false), true);
  assert.equal(problemFor(failing('ECONNREFUSED'), 'registry').code, 'registry_unavailable');
});

test('a request that may have been executed is repeated only if it is a read', () => {
  assert.equal(mayTryAnother(failing('UND_ERR_SOCKET'), true), true);
  assert.equal(mayTryAnother(failing('UND_ERR_SOCKET'), false), false);
  assert.equal(problemFor(failing('UND_ERR_SOCKET'), 'registry').status, 502);
});

test('an answer that does not come in time is a 504, and the request is not repeated', () => {
  assert.equal(mayTryAnother(failing('UND_ERR_HEADERS_TIMEOUT'), true), false);
  assert.equal(problemFor(failing('UND_ERR_HEADERS_TIMEOUT'), 'delivery').status, 504);
});
