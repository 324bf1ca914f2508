import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteInBatches, runRetention } from './retention.js';

const never = new AbortController().signal;

test('a step that fails is reported with its name, and the steps behind it run', async () => {
  const done: string[] = [];
  const failed: unknown[] = [];
  const error = new Error('canceling statement due to statement timeout');
  const steps = [
    { name: 'jobs', run: (): Promise<void> => Promise.reject(error) },
    { name: 'statistics', run: async (): Promise<void> => void done.push('statistics') },
  ];
  await runRetention(steps, never, (cause, step) => failed.push([cause, step]));
  assert.deepEqual(done, ['statistics']);
  assert.deepEqual(failed, [[error, 'jobs']]);
});

test('rows are deleted in batches until one is not full, or the process stops', async () => {
  let left = 2_500;
  const limits: number[] = [];
  const deleteBatch = async (limit: number): Promise<number> => {
    limits.push(limit);
    const rows = Math.min(limit, left);
    left -= rows;
    return rows;
  };
  await deleteInBatches(never, deleteBatch);
  assert.deepEqual([left, limits], [0, [1_000, 1_000, 1_000]]);
  left = 2_500;
  await deleteInBatches(AbortSignal.abort(), deleteBatch);
  assert.equal(left, 2_500);
});
