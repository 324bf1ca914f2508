import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryFailedError } from 'typeorm';
import { loggedError } from './log-error.js';

const SECRET = 'canary';

function driverError(): Error {
  return Object.assign(new Error(`duplicate key (${SECRET})\n    at ${SECRET} (file:///${SECRET}.js:1:1)`), {
    code: '23505',
    constraint: 'forms_pkey',
    table: 'forms',
    detail: `Key (name)=(${SECRET}) already exists.`,
    parameters: [SECRET],
  });
}

test('of a failed query the class, code, constraint, table and frames are kept, and no value', () => {
  const error = new QueryFailedError(`INSERT '${SECRET}'`, [SECRET], driverError());
  const logged = loggedError(error);
  assert.doesNotMatch(JSON.stringify(logged), new RegExp(SECRET));
  assert.equal(logged.type, 'QueryFailedError');
  assert.equal(logged.code, '23505');
  assert.equal(logged.constraint, 'forms_pkey');
  assert.equal(logged.table, 'forms');
  assert.equal(logged.reason, 'a row with this key exists already');
  assert.match(logged.frames?.[0] ?? '', /log-error\.test/);
});

test('causes and the errors of an AggregateError are reduced in the same way', () => {
  const error = new AggregateError([driverError(), SECRET], SECRET, { cause: driverError() });
  const logged = loggedError(error);
  assert.doesNotMatch(JSON.stringify(logged), new RegExp(SECRET));
  assert.equal(logged.cause?.code, '23505');
  assert.deepEqual(
    logged.errors?.map(({ type }) => type),
    ['Error', 'string'],
  );
});

test('a circular chain of causes ends', () => {
  const error = new Error('first');
  error.cause = new Error('second', { cause: error });
  assert.equal(loggedError(error).cause?.cause?.type, 'Error');
});

test('a message is kept when its class marks it as loggable', () => {
  class Refused extends Error {
    readonly messageIsLoggable = true;
  }
  assert.equal(loggedError(new Refused('PORT is missing')).message, 'PORT is missing');
  assert.equal(loggedError(new Error('Connection terminated unexpectedly')).message?.length, 34);
  assert.equal(loggedError(new Error(`bad value ${SECRET}`)).message, undefined);
});

test('a message that was changed after the stack was taken is not shown, nor is the old one', () => {
  for (const message of ['other', '']) {
    const error = new Error(`first\n    at ${SECRET} (file:///${SECRET}.js:1:1)`);
    assert.match(String(error.stack), /first/);
    error.message = message;
    assert.equal(loggedError(error).frames, undefined, message);
  }
});

test('a thrown value that is not an error is named by its type only', () => {
  assert.deepEqual(loggedError(SECRET), { type: 'string' });
  assert.deepEqual(loggedError(null), { type: 'null' });
  assert.deepEqual(loggedError({ message: SECRET }), { type: 'object' });
});
