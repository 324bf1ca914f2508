import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LookupQueue, type NextLookup } from './lookup-queue.js';

const LIMIT = 6;
const workspaceIds = ['a', 'b', 'c', 'd'];

test('the lookups that run are shared equally by the workspaces', () => {
  const queue = new LookupQueue<string>(LIMIT);
  const started: NextLookup<string>[] = [];
  const add = (workspaceId: string, count: number): void => {
    for (let n = 0; n < count; n += 1) queue.add(workspaceId, `${workspaceId}${n}`);
  };
  const start = (): void => {
    for (let next = queue.next(); next !== null; next = queue.next()) {
      queue.remove([next.workspaceId], next.lookup);
      started.push(next);
    }
  };
  const running = (workspaceId: string): number =>
    started.filter((next) => next.workspaceId === workspaceId).length;
  add('a', 20);
  start();
  assert.equal(running('a'), LIMIT);
  add('b', 20);
  start();
  assert.deepEqual([running('a'), running('b')], [LIMIT, 1], 'one more at once, although all are used');
  for (let ended = 0; ended < LIMIT; ended += 1) {
    const index = started.findIndex(({ workspaceId }) => workspaceId === 'a');
    started.splice(index, 1);
    queue.end('a');
    start();
  }
  assert.deepEqual([running('a'), running('b')], [3, 3]);
});

test('whatever starts and ends, every workspace that waits has a lookup, and the number is bounded', () => {
  const step = fc.record({ workspaceId: fc.constantFrom(...workspaceIds), end: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new LookupQueue<number>(LIMIT);
      const waiting = new Map<number, string>();
      const running: string[] = [];
      for (const [index, { workspaceId, end }] of steps.entries()) {
        if (end) {
          const at = running.indexOf(workspaceId);
          if (at !== -1) {
            running.splice(at, 1);
            queue.end(workspaceId);
          }
        } else {
          waiting.set(index, workspaceId);
          queue.add(workspaceId, index);
        }
        for (let next = queue.next(); next !== null; next = queue.next()) {
          queue.remove([next.workspaceId], next.lookup);
          assert.equal(waiting.get(next.lookup), next.workspaceId);
          waiting.delete(next.lookup);
          running.push(next.workspaceId);
        }
        assert.ok(running.length < LIMIT + workspaceIds.length);
        for (const own of waiting.values()) assert.ok(running.includes(own), `${own} waits and has none`);
      }
    }),
  );
});
