import { setImmediate } from 'node:timers/promises';

/**
 * Runs synchronous work, at most one piece in each iteration of the event loop. Without it, ten messages that wait for the same training are
 * classified in one iteration, and nothing else is served meanwhile.
 */
export class EventLoopQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Rejects with what `work` throws. The pieces run in the order of the calls. */
  run<Result>(work: () => Result): Promise<Result> {
    const result = this.last.then(() => setImmediate()).then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
