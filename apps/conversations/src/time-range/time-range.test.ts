import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeRangeFilters } from './time-range.js';

const AT = new Date('2026-11-22T14:54:32.000Z');

test('an open range has no condition', () => {
  assert.deepEqual(timeRangeFilters('created_at', { since: undefined, until: undefined }), []);
});

test('each side compares the time, and the ids with an hour of slack', () => {
  assert.deepEqual(timeRangeFilters('created_at', { since: AT, until: AT }), [
    { sql: 'created_at >= ?', value: AT },
    { sql: 'id >= ?::uuid', value: '01a20389-7dc0-0000-0000-000000000000' },
    { sql: 'created_at < ?', value: AT },
    { sql: 'id < ?::uuid', value: '01a203f7-5ac0-0000-0000-000000000000' },
  ]);
});
