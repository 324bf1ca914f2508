import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drainTimes } from './drain-times.js';

const DEFAULT_MS = 22_000;

test('the steps of a shutdown end before its timeout, whatever the timeout', () => {
  for (const timeoutMs of [0, 100, 2_300, 10_000, DEFAULT_MS, 600_000]) {
    for (const finishMs of [0, 3_000, 16_200]) {
      const { startMs, noticeMs, requestsMs, closeMs } = drainTimes(timeoutMs, finishMs);
      assert.ok(startMs + requestsMs + closeMs <= timeoutMs, `${timeoutMs} with ${finishMs}`);
      assert.ok(noticeMs <= requestsMs);
    }
  }
});

test('running requests get the time that the rest of the shutdown leaves', () => {
  const { startMs, requestsMs, closeMs } = drainTimes(DEFAULT_MS, 3_000);
  assert.equal(requestsMs, DEFAULT_MS - startMs - 3_000 - closeMs);
  assert.ok(requestsMs >= 14_000);
});

test('running requests get 3 s at least, and leave a long attempt its time', () => {
  const { requestsMs, closeMs } = drainTimes(DEFAULT_MS, 16_200);
  assert.equal(requestsMs, 3_000);
  // The part of the start is free: a service that drains has usually started long ago.
  assert.ok(DEFAULT_MS - requestsMs - closeMs >= 16_200);
});
