import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { Log } from './log.js';
import type { RetentionMetrics } from './retention-metrics.js';

/** Rows that one statement deletes. A statement is ended after 10 s, and its locks are held until it ends. */
const BATCH = 1_000;

/** One part of the retention of a service. It runs and fails alone. */
export interface RetentionStep {
  /** What it removes, usually a table. Shown in the log. */
  name: string;
  /** Removes everything that has expired. Returns early when `stopping` is aborted. */
  run: (stopping: AbortSignal) => Promise<void>;
}

/**
 * Deletes batch by batch until a batch is not full, or `stopping` is aborted.
 *
 * @param deleteBatch deletes at most `limit` rows and returns their number
 */
export async function deleteInBatches(
  stopping: AbortSignal,
  deleteBatch: (limit: number) => Promise<number>,
  limit = BATCH,
): Promise<void> {
  let isFull = true;
  while (isFull && !stopping.aborted) isFull = (await deleteBatch(limit)) >= limit;
}

/** A step that deletes the expired rows of a table in batches, and counts them. `deleteBatch` is that of `deleteInBatches`. */
export function deletionOf(
  table: string,
  metrics: RetentionMetrics,
  deleteBatch: (limit: number) => Promise<number>,
): RetentionStep {
  return {
    name: table,
    run: (stopping) =>
      deleteInBatches(stopping, async (limit) => {
        const rows = await deleteBatch(limit);
        metrics.countDeleted(table, rows);
        return rows;
      }),
  };
}

/** Runs the steps one after another. When one fails, it is reported, and the next one follows. */
export async function runRetention(
  steps: readonly RetentionStep[],
  stopping: AbortSignal,
  onFailed: (error: unknown, step: string) => void,
): Promise<void> {
  for (const { name, run } of steps) {
    if (stopping.aborted) return;
    try {
      await run(stopping);
    } catch (error) {
      onFailed(error, name);
    }
  }
}

/**
 * The retention of a service: runs the steps every `periodMs` milliseconds. A step that fails is logged as `retention.step_failed` and tried again
 * in the next round.
 */
export function retentionTask(periodMs: number, steps: readonly RetentionStep[], log: Log): PeriodicTask {
  const onFailed = (error: unknown, step: string): void =>
    log.error({ err: error, step }, 'retention.step_failed');
  return new PeriodicTask({
    name: 'retention',
    periodMs,
    run: (stopping) => runRetention(steps, stopping, onFailed),
    onError: onFailed,
  });
}
