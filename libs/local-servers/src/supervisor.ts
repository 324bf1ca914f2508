import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from './back-off.js';
import type { ProcessExit, RunningProcess } from './server-process.js';

export interface SuperviseOptions<Running extends RunningProcess> {
  /** The process, already running. */
  first: Running;
  /** Starts it anew; a rejection counts as one more death. */
  restart: () => Promise<Running>;
  /** Called when it has ended, with the delay before the next start in milliseconds. */
  onDown?: (exit: ProcessExit | Error, delayMs: number) => void;
  /** Called when it runs again. */
  onUp?: (running: Running) => void;
  /** After running for this long it counts as healthy, and the next delay is the shortest again. */
  healthyAfterMs?: number;
}

export interface Supervised<Running extends RunningProcess> {
  /** The current process; the ended one until the next has started. */
  readonly current: Running;
  /** Stops it with its stop signal, with SIGKILL after `graceMs`, and does not start it again. */
  stop(graceMs?: number): Promise<void>;
  /** The same by SIGKILL. */
  kill(): Promise<void>;
}

/** Keeps a process running: when it ends for any reason, it is started again after an increasing delay. */
export function supervise<Running extends RunningProcess>(
  options: SuperviseOptions<Running>,
): Supervised<Running> {
  const { restart, onDown, onUp, healthyAfterMs = 10_000 } = options;
  const ending = new AbortController();
  let current = options.first;
  let failures = 0;

  const watch = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const since = Date.now();
      const exit = await current.exited;
      if (ending.signal.aborted) return;
      if (Date.now() - since >= healthyAfterMs) failures = 0;
      await startAgain(exit);
    }
  };
  const startAgain = async (reason: ProcessExit): Promise<void> => {
    let cause: ProcessExit | Error = reason;
    for (;;) {
      const delay = backOffMs(failures);
      failures += 1;
      onDown?.(cause, delay);
      await sleep(delay, undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) return;
      try {
        current = await restart();
        if (!ending.signal.aborted) onUp?.(current);
        return;
      } catch (error) {
        if (ending.signal.aborted) return;
        cause = error instanceof Error ? error : new Error(String(error));
      }
    }
  };
  const watching = watch();

  // Waits for a restart in progress, so that no process is left running.
  const end = async (endOne: (running: Running) => Promise<void>): Promise<void> => {
    ending.abort();
    await endOne(current);
    await watching;
    await endOne(current);
  };
  return {
    get current() {
      return current;
    },
    stop: (graceMs) => end((running) => running.stop(graceMs)),
    kill: () => end((running) => running.kill()),
  };
}
