import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEST_EVENTS_PER_MINUTE, TestEventLimit } from './test-event-limit.js';

test('a workspace may send 30 test events in a minute; others are not affected', () => {
  const limit = new TestEventLimit();
  for (let number = 0; number < TEST_EVENTS_PER_MINUTE; number += 1) assert.equal(limit.take('a', number), 0);
  assert.equal(limit.take('a', 1_000), 59_000);
  assert.equal(limit.take('b', 1_000), 0);
  assert.equal(limit.take('a', 60_000), 0);
});
