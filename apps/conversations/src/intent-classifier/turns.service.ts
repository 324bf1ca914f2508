import { setImmediate } from 'node:timers/promises';

/**
 * Runs synchronous work one piece at a time, and lets the event loop make a turn before each. Without it, ten messages that wait
 * for the same training are classified in one turn, and nothing else is served meanwhile.
 */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Rejects with what `work` throws. The pieces run in the order of the calls. */
  run<Result>(work: () => Result): Promise<Result> {
    const result = this.last.then(() => setImmediate()).then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
