import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PauseWatch } from './pause-watch.js';

/** Blocks the process for `ms` milliseconds, like SIGSTOP: no timer runs, but time passes. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('after a pause that is longer than the ack wait, messages may be stale', () => {
  const watch = new PauseWatch(2_100);
  watch.start();
  assert.equal(watch.mayBeStale(), false);
  pause(200);
  assert.equal(watch.mayBeStale(), true);
  assert.equal(watch.mayBeStale(), true, 'also a moment later');
  watch.stop();
});

test('after a shorter pause messages are not stale', () => {
  const watch = new PauseWatch(60_000);
  watch.start();
  pause(200);
  assert.equal(watch.mayBeStale(), false);
  watch.stop();
});
