import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from './back-off.js';
import type { ProcessExit, RunningProcess } from './server-process.js';

export interface SuperviseOptions<Running extends RunningProcess> {
  /** The running process. */
  first: Running;
  /** Starts the process again. A rejection counts as another failure. The signal is aborted when the process is to be stopped meanwhile. */
  restart: (signal: AbortSignal) => Promise<Running>;
  /** Called when it has ended, with the delay before the next start in milliseconds. */
  onDown?: (exit: ProcessExit | Error, delayMs: number) => void;
  /** Called when it runs again. */
  onUp?: (running: Running) => void;
  /** After running for this long, in milliseconds, the next delay is the shortest again. Default 10,000. */
  healthyAfterMs?: number;
}

export interface Supervised<Running extends RunningProcess> {
  /** The current process. During a restart it is the one that has ended. */
  readonly current: Running;
  /** Sends the stop signal, and SIGKILL after `graceMs` milliseconds. The process is not started again. */
  stop(graceMs?: number): Promise<void>;
  /** Sends SIGKILL. The process is not started again. */
  kill(): Promise<void>;
}

/** Keeps a process running: when it ends for any reason, it is started again after an increasing delay. */
export function supervise<Running extends RunningProcess>(
  options: SuperviseOptions<Running>,
): Supervised<Running> {
  const { restart, onDown, onUp, healthyAfterMs = 10_000 } = options;
  const stopping = new AbortController();
  let current = options.first;
  let failures = 0;

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const since = Date.now();
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
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
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        current = await restart(stopping.signal);
        if (!stopping.signal.aborted) onUp?.(current);
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        cause = error instanceof Error ? error : new Error(String(error));
      }
    }
  };
  const watching = watch();

  // Ends a running restart, waits for it, and stops its process, too.
  const end = async (stopOne: (running: Running) => Promise<void>): Promise<void> => {
    stopping.abort();
    await stopOne(current);
    await watching;
    await stopOne(current);
  };
  return {
    get current() {
      return current;
    },
    stop: (graceMs) => end((running) => running.stop(graceMs)),
    kill: () => end((running) => running.kill()),
  };
}
