import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockTime, duration, localTime, relativeTime, utcTime } from './relative-time.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');

test('a time is shown by its distance, past and future, in whole units', () => {
  const seen = [0, -1_900, -40_000, 40_000, -90_000, -7_200_000, -3 * 86_400_000, -400 * 86_400_000].map(
    (shift) => relativeTime(NOW + shift, NOW),
  );
  assert.deepEqual(seen, [
    'just now',
    'just now',
    '40 s ago',
    'in 40 s',
    '1 min ago',
    '2 h ago',
    '3 days ago',
    '1 yr ago',
  ]);
});

test('a time to come is rounded, so that it is not shorter at once', () => {
  const [hour, day] = [3_600_000, 86_400_000];
  const seen = [day - 1_000, 7 * day - 1_000, hour - 500, 36 * hour, 23 * hour, 59_500, 90_000].map((shift) =>
    relativeTime(NOW + shift, NOW),
  );
  assert.deepEqual(seen, ['in 1 day', 'in 7 days', 'in 1 h', 'in 2 days', 'in 23 h', 'in 1 min', 'in 2 min']);
});

test('a duration has its two largest units', () => {
  assert.deepEqual([0, 12.4, 1_000, 15_049, 60_000, 3_723_000, 187_200_000].map(duration), [
    '0 ms',
    '12 ms',
    '1 s',
    '15 s',
    '1 min',
    '1 h 2 min',
    '2 d 4 h',
  ]);
});

test('an exact time is shown in the zone of the reader and in UTC', () => {
  assert.match(localTime(NOW, 'Europe/Berlin'), /26 Nov 2026, 13:00:00 (CET|GMT\+1)/);
  assert.equal(utcTime(NOW), '2026-11-26 12:00:00 UTC');
});

test('a clock time has the date unless it is today', () => {
  assert.match(clockTime(NOW, NOW), /^\d\d:\d\d:\d\d$/);
  assert.match(clockTime(NOW - 2 * 86_400_000, NOW), /^24 Nov, \d\d:\d\d:\d\d$/);
});
