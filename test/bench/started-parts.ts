import { constants } from 'node:os';

type Stop = () => Promise<unknown> | void;

/**
 * What a benchmark has started: servers, services, endpoints. `stop` ends all of it, the last started part first. SIGINT and SIGTERM do the
 * same, also while a part is being started, and then end the process; a second signal ends it at once.
 */
export class StartedParts {
  /** In the order of their start; each resolves when its part has started, to what stops it. */
  private readonly stops: Promise<Stop>[] = [];
  private stopped: Promise<void> | undefined;
  private readonly aborting = new AbortController();

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        // What the benchmark was doing fails when its parts end.
        process.on('uncaughtException', () => undefined);
        void this.stop().finally(() => process.exit(128 + constants.signals[signal]));
      });
    }
  }

  /** Aborted when the parts are stopped. For a child process that ends by itself otherwise. */
  get signal(): AbortSignal {
    return this.aborting.signal;
  }

  /** Adds a part that is being started. Returns the same promise. */
  add<Part>(starting: Promise<Part>, stop: (part: Part) => Promise<unknown> | void): Promise<Part> {
    this.stops.push(
      starting.then(
        (part) => () => stop(part),
        () => () => undefined,
      ),
    );
    return starting;
  }

  /** Stops every part, also when stopping another one fails. Rejects with the first failure. */
  stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<void> {
    this.aborting.abort();
    const failures: unknown[] = [];
    for (const stop of this.stops.reverse()) {
      try {
        await (
          await stop
        )();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
