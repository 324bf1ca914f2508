import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, fieldErrorsOf, formMessageOf, messageOf, unreachable, whatToDo } from './api-error.js';

test('the errors of a problem stand at their fields, as sentences', () => {
  const error = new ApiError(422, {
    code: 'invalid_fields',
    detail: 'Two fields are wrong.',
    errors: [
      { field: 'name', message: 'must not be blank' },
      { field: 'endpoint', message: 'must be https' },
      { field: 'endpoint', message: 'is too long' },
    ],
  });
  assert.deepEqual(fieldErrorsOf(error), {
    name: ['Must not be blank.'],
    endpoint: ['Must be https.', 'Is too long.'],
  });
  assert.equal(fieldErrorsOf(error), fieldErrorsOf(error), 'the form shows one answer once');
  assert.equal(formMessageOf(error), undefined, 'the form says it at its fields');
  assert.equal(
    messageOf(error),
    'name: Must not be blank. endpoint: Must be https. Is too long.',
    'where there is no form it is not lost',
  );
});

test('an answer that is no problem is still an error with a code', () => {
  for (const body of [undefined, null, '<html>', 5])
    assert.equal(new ApiError(502, body).code, 'unreadable_answer');
});

test('every failure says what to do', () => {
  assert.match(whatToDo(unreachable()), /connection/);
  assert.match(whatToDo(new ApiError(412, {})), /Somebody else/);
  assert.match(whatToDo(new ApiError(503, {})), /Nothing is lost/);
  assert.equal(
    formMessageOf(new ApiError(409, { detail: 'The webhook is disabled.' })),
    'The webhook is disabled.',
  );
});
