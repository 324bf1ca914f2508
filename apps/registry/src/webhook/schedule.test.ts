import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SCHEDULE } from '@flowforge/contracts/routing/webhook-settings';
import { scheduleError } from './schedule.js';

test('a schedule of 14 days is valid, one of a second more is not', () => {
  assert.equal(scheduleError(DEFAULT_SCHEDULE), null);
  assert.equal(scheduleError([604_800, 604_800]), null);
  assert.match(scheduleError([604_800, 604_800, 1]) ?? '', /14 days/);
});
