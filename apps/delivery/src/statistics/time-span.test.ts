import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeSpanOf } from './time-span.js';

const at = (text: string): number => Date.parse(text);
const startsOf = (...span: Parameters<typeof timeSpanOf>): string[] => {
  const found = timeSpanOf(...span);
  assert.ok('starts' in found, JSON.stringify(found));
  return found.starts.map((start) => new Date(start).toISOString());
};

test('a time span is widened to whole buckets of UTC', () => {
  assert.deepEqual(startsOf('hour', at('2026-05-20T09:59:00Z'), at('2026-05-20T10:00:01Z')), [
    '2026-05-20T09:00:00.000Z',
    '2026-05-20T10:00:00.000Z',
  ]);
  assert.deepEqual(startsOf('hour', at('2026-05-20T09:00:00Z'), at('2026-05-20T10:00:00Z')), [
    '2026-05-20T09:00:00.000Z',
  ]);
  assert.deepEqual(startsOf('day', at('2026-05-20T23:59:00+02:00'), at('2026-05-20T22:00:00Z')), [
    '2026-05-20T00:00:00.000Z',
  ]);
});

test('a time span without a beginning has 24 hours or 30 days', () => {
  assert.equal(startsOf('hour', undefined, at('2026-05-20T10:00:00Z')).length, 24);
  assert.equal(startsOf('day', undefined, at('2026-05-20T00:00:00Z')).length, 30);
});

test('a time span that is empty or too long names the field', () => {
  const now = at('2026-05-20T10:30:00Z');
  assert.deepEqual(timeSpanOf('hour', now, now), { field: 'to', message: 'must be later than `from`' });
  assert.ok('starts' in timeSpanOf('hour', at('2026-04-19T10:30:00Z'), now));
  const tooLong = timeSpanOf('hour', at('2026-04-19T08:30:00Z'), now);
  assert.deepEqual(tooLong, { field: 'from', message: 'must be at most 744 hours before `to`' });
});
