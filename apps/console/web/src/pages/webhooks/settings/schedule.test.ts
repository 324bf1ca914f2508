import { DEFAULT_SCHEDULE } from '@flowforge/contracts/routing/webhook-settings';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSchedule, scheduleSummary, scheduleText } from './schedule.js';

test('a schedule is shown in the largest whole units and read back unchanged', () => {
  assert.equal(
    scheduleText(DEFAULT_SCHEDULE),
    '5 s, 30 s, 2 min, 10 min, 30 min, 2 h, 5 h, 10 h, 14 h, 18 h, 1 d',
  );
  for (const schedule of [DEFAULT_SCHEDULE, [1], [61, 3_601, 86_401]]) {
    assert.deepEqual(readSchedule(scheduleText(schedule)), { schedule: [...schedule] });
  }
  assert.equal(scheduleSummary(DEFAULT_SCHEDULE), '11 retries in about 3 d 1 h');
});

test('a schedule may be typed loosely', () => {
  assert.deepEqual(readSchedule('5, 2m,1 h'), { schedule: [5, 120, 3_600] });
});

test('what is wrong with a schedule is named', () => {
  const error = (text: string): string => Object.values(readSchedule(text)).join();
  assert.match(error('5 s, soon'), /“soon” is not a delay/);
  assert.match(error(' '), /^Write at least one delay/);
  assert.match(error('5 s,'), /“” is not a delay/);
  assert.match(error('0 s'), /from 1 s to 7 d/);
  assert.match(error('8 d'), /from 1 s to 7 d/);
  assert.match(error('7 d, 7 d, 1 s'), /together are at most 14 d/);
  assert.match(error(Array.from({ length: 21 }, () => '1 s').join(',')), /At most 20 retries/);
});
