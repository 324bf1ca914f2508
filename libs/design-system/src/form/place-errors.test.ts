import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeErrors, placeMore } from './place-errors.js';

const CONTROLS = new Map<string, string[]>([
  ['name', []],
  ['allowed_origins', ['https://shop.example', 'shop.example']],
  ['schedule', []],
  ['headers.x-key', []],
  ['rate_limit.limit', []],
]);

test('a message stands at the control with its path, or with the path of what encloses it', () => {
  const { atControls, elsewhere } = placeErrors(
    {
      name: ['Must not be empty.'],
      'allowed_origins[1]': ['Must be an origin.'],
      'schedule[2]': ['Must be a whole number.'],
      'headers.x-key': ['Must be a string.'],
      'rate_limit.limit': ['Must be at least 1.'],
    },
    CONTROLS,
  );
  assert.deepEqual(atControls, {
    name: ['Must not be empty.'],
    allowed_origins: ['“shop.example”: Must be an origin.'],
    schedule: ['Entry 3: Must be a whole number.'],
    'headers.x-key': ['Must be a string.'],
    'rate_limit.limit': ['Must be at least 1.'],
  });
  assert.deepEqual(elsewhere, {});
});

test('messages of several entries stand together at the control of the list', () => {
  const { atControls } = placeErrors(
    {
      'allowed_origins[0]': ['Is wrong.'],
      'allowed_origins[7]': ['Is wrong.'],
      allowed_origins: ['Is long.'],
    },
    CONTROLS,
  );
  assert.deepEqual(atControls['allowed_origins'], [
    '“https://shop.example”: Is wrong.',
    'Entry 8: Is wrong.',
    'Is long.',
  ]);
});

test('a value without a control is not lost, and finds its control when that appears', () => {
  const placed = placeErrors(
    { 'fields[3].label': ['Is too long.'], name: ['Is wrong.'], '': ['?'] },
    CONTROLS,
  );
  assert.deepEqual(placed, {
    atControls: { name: ['Is wrong.'] },
    elsewhere: { 'fields[3].label': ['Is too long.'], '': ['?'] },
  });
  assert.equal(placeMore(placed, CONTROLS), placed);
  assert.deepEqual(placeMore(placed, new Map([['fields[3].label', []]])), {
    atControls: { name: ['Is wrong.'], 'fields[3].label': ['Is too long.'] },
    elsewhere: { '': ['?'] },
  });
});

test('what finds its control later is added to the messages that stand there', () => {
  const before = {
    atControls: { schedule: ['Entry 3: Is long.'] },
    elsewhere: { 'schedule[0]': ['Is short.'] },
  };
  assert.deepEqual(placeMore(before, CONTROLS), {
    atControls: { schedule: ['Entry 3: Is long.', 'Entry 1: Is short.'] },
    elsewhere: {},
  });
});
